using System.Globalization;

namespace Clipper.Api;

/// <summary>What a query string may ask of a list.</summary>
public static class Limits
{
    public const int Most = 100;

    public static bool Allows(int limit) => limit is >= 1 and <= Most;

    public static IResult Refuse() => Problem.BadInput($"limit must be from 1 to {Most}");

    /// <summary>The stamp of the last item of a page, as <c>next</c> gives it and <c>before</c> takes it.</summary>
    public static string Stamp(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);

    public static bool TryStamp(string text, out DateTime time) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time);
}
