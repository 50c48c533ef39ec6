using System.Globalization;
using System.Text.RegularExpressions;
using Headroom.Report.Pages;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Pages;

public sealed class StyleTests
{
    private const double Least = 4.5; // WCAG 2.2, 1.4.3: text that is not large

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("ink", "card")]
    [InlineData("ink", "sunk")]
    [InlineData("soft", "card")]
    [InlineData("soft", "sunk")]
    [InlineData("soft", "page")]
    [InlineData("link", "card")]
    [InlineData("link", "page")]
    [InlineData("p50", "card")]
    [InlineData("p95", "card")]
    [InlineData("p99", "card")]
    [InlineData("c4", "card")]
    [InlineData("c5", "card")]
    [InlineData("failed", "card")]
    [InlineData("good", "good-back")]
    [InlineData("warn", "warn-back")]
    [InlineData("bad", "bad-back")]
    [InlineData("unknown", "unknown-back")]
    [InlineData("plain", "plain-back")]
    public void Words_can_be_read_on_their_ground_in_light_and_in_dark(string words, string ground)
    {
        var (onLight, light) = (Colour(words, "light"), Colour(ground, "light"));
        var (onDark, dark) = (Colour(words, "dark"), Colour(ground, "dark"));

        Contrast(onLight, light).ShouldBeGreaterThanOrEqualTo(Least);
        Contrast(onDark, dark).ShouldBeGreaterThanOrEqualTo(Least);
    }

    private static string Colour(string name, string theme)
    {
        var pattern = $"--{name}: light-dark\\((?<light>#[0-9a-f]+), (?<dark>#[0-9a-f]+)\\)";
        var match = Regex.Match(Style.Sheet.Markup, pattern, RegexOptions.ExplicitCapture, Patience);
        match.Success.ShouldBeTrue(name);
        return match.Groups[theme].Value;
    }

    // The formulas are those of WCAG 2.2: "contrast ratio" and "relative luminance".
    private static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var digits = colour.Length == 4 ? string.Concat(colour.Skip(1).Select(digit => new string(digit, 2))) : colour[1..];
        return (0.2126 * Channel(digits[..2])) + (0.7152 * Channel(digits[2..4])) + (0.0722 * Channel(digits[4..]));
    }

    private static double Channel(string digits)
    {
        var value = int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
