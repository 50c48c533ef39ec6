using System.Globalization;

namespace Headroom.Tests.Unit.Report;

/// <summary>Ways to write numbers and dates that differ from ours; made by hand, since the product carries no culture data.</summary>
internal static class Cultures
{
    public static CultureInfo CommaAndRealMinus { get; } = Of(",", ".", "−");

    public static IReadOnlyList<CultureInfo> All { get; } = [CommaAndRealMinus, Of("٫", "٬", "\u200E-"), Of(",", "\u202F", "-")];

    private static CultureInfo Of(string point, string group, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point;
        culture.NumberFormat.NumberGroupSeparator = group;
        culture.NumberFormat.NegativeSign = minus;
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";
        return culture;
    }
}
