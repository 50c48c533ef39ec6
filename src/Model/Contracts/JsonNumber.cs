using System.Globalization;

namespace Headroom.Model.Contracts;

/// <summary>One way to write a number of JSON: <c>10</c>, <c>10.0</c> and <c>1e1</c> are the same.</summary>
/// <remarks>
/// All digits count: ids beyond 2^53 stay apart, which doubles would not keep.
/// <para><b>Source:</b> RFC 8785, section 3.2.2.3 (numbers), without its rounding to doubles.</para>
/// </remarks>
internal static class JsonNumber
{
    /// <summary>The digits without zeros around them, and the power of ten where it is not 0.</summary>
    /// <param name="written">The number as JSON has it; it comes back as it is where its power of ten is no 32-bit number.</param>
    public static string Of(string written)
    {
        var mark = written.AsSpan().IndexOfAny('e', 'E');
        var power = 0;
        if (mark >= 0 && !int.TryParse(written.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
        {
            return written;
        }

        var mantissa = (mark < 0 ? written : written[..mark]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        var sign = written.StartsWith('-') ? "-" : "";
        var exponent = (long)power + digits.Length - significant.Length - (point < 0 ? 0 : mantissa.Length - point - 1);
        return exponent == 0
            ? $"{sign}{significant}"
            : $"{sign}{significant}e{exponent.ToString(CultureInfo.InvariantCulture)}";
    }
}
