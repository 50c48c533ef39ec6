using System.Text.RegularExpressions;

namespace Headroom.Load.Responses;

/// <summary>Regular expressions over what a target sends: their time grows with the text only, so that none can stall a run.</summary>
internal static class ResponsePattern
{
    /// <summary>Reads a pattern; look-arounds, back references and atomic groups are refused.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="mistake">What is wrong with it, or null.</param>
    /// <returns>The expression, or null when the pattern is none.</returns>
    public static Regex? Parse(string pattern, out string? mistake)
    {
        try
        {
            mistake = null;
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            mistake = error.Message;
            return null;
        }
    }
}
