using System.Globalization;
using Headroom.Model.Units;
using Headroom.Report;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public class FormatTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.0004, "0.4 µs")]
    [InlineData(0.95, "950 µs")]
    [InlineData(0.9994, "999 µs")]
    [InlineData(0.9995, "1.0 ms")]
    [InlineData(8.1, "8.1 ms")]
    [InlineData(999.94, "999.9 ms")]
    [InlineData(999.95, "1.00 s")]
    [InlineData(1_240, "1.24 s")]
    [InlineData(59_994, "59.99 s")]
    [InlineData(59_996, "1 min")]
    [InlineData(125_000, "2 min 5 s")]
    [InlineData(3_599_600, "1 h")]
    [InlineData(3_720_000, "1 h 2 min")]
    [InlineData(-5, "−5.0 ms")]
    public void A_duration_changes_its_unit_after_rounding(double milliseconds, string text) =>
        Assert.Equal(text, Format.Duration(TimeSpan.FromTicks((long)Math.Round(milliseconds * 10_000))));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.00001, "< 0.01 %")]
    [InlineData(0.0004, "0.04 %")]
    [InlineData(0.063, "6.3 %")]
    [InlineData(0.622, "62.2 %")]
    [InlineData(0.9999, "> 99.9 %")]
    [InlineData(1, "100 %")]
    public void A_little_is_not_nothing_and_nearly_all_is_not_all(double share, string text) =>
        Assert.Equal(text, Format.Percent(new Ratio(share)));

    [Theory]
    [InlineData(9.52, "952 %")]
    [InlineData(1.25, "125 %")]
    [InlineData(1, "100 %")]
    public void More_than_all_is_more_than_100_percent(double share, string text) => Assert.Equal(text, Format.Fact(new("x", share, "ratio")));

    [Theory]
    [InlineData(1, "s", "1.00 s")]
    [InlineData(90, "s", "1 min 30 s")]
    [InlineData(5, "1/s", "5/s")]
    [InlineData(8_200_000, "bytes", "8.2 MB")]
    [InlineData(12_400_000, "bytes/s", "12.4 MB/s")]
    [InlineData(2_147_483_647, "value", "2,147,483,647")]
    [InlineData(1, "batches", "1 batch")]
    [InlineData(1, "calls/request", "1 call/request")]
    public void A_fact_has_the_unit_of_what_was_counted(double value, string unit, string text) =>
        Assert.Equal(text, Format.Fact(new("x", value, unit)));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(12_400_000, "12.4 MB")]
    [InlineData(999_960, "1.0 MB")]
    [InlineData(33_600_000_000, "33.6 GB")]
    public void A_size_is_in_powers_of_ten(long bytes, string text) => Assert.Equal(text, Format.Bytes(new Bytes(bytes)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0523, "0.0523")]
    [InlineData(1.236, "1.24")]
    [InlineData(9.996, "10")]
    [InlineData(12.36, "12.4")]
    [InlineData(6_430, "6,430")]
    public void A_number_has_three_digits_that_count(double number, string text) => Assert.Equal(text, Format.Number(number));

    [Fact]
    public void What_is_not_known_is_a_dash_and_never_zero()
    {
        string[] all = [Format.Duration(null), Format.Bound((TimeSpan?)null), Format.Percent(null), Format.Bytes(null), Format.Count(null), Format.Rate(null), Format.Number(null)];
        Assert.All(all, text => Assert.Equal("–", text));
    }

    [Fact]
    public void A_fit_that_is_not_perfect_is_not_rounded_to_1()
    {
        Assert.Equal("0.999", Format.Fit(0.99999));
        Assert.Equal("1", Format.Fit(1));
    }

    [Fact]
    public void A_character_that_reorders_or_hides_text_is_replaced() =>
        Assert.Equal("a\uFFFDb\uFFFDc\n", Format.Plain("a\u202Eb\u001Bc\n"));

    [Fact]
    public void A_line_break_of_Windows_is_a_line_break_and_a_bare_return_is_none()
    {
        Assert.Equal("SELECT 1\nFROM t", Format.Plain("SELECT 1\r\nFROM t"));
        Assert.Equal("a\uFFFDb", Format.Plain("a\rb"));
    }

    [Fact]
    public void A_line_that_is_cut_shows_it_and_never_halves_a_character()
    {
        Assert.Equal("SELECT 1", Format.Short("SELECT\n  1", 8));
        Assert.Equal("SELECT…", Format.Short("SELECT 1", 7 + 0).Replace(" …", "…", StringComparison.Ordinal));
        Assert.Equal("ab…", Format.Short("ab😀😀", 4));
    }

    [Fact]
    public void No_culture_changes_a_number()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Cultures.CommaAndRealMinus;
            Assert.Equal("1,234", Format.Count(1_234));
            Assert.Equal("8.1 ms", Format.Duration(TimeSpan.FromMilliseconds(8.1)));
            Assert.Equal("−12.3 %", Format.Change(-0.123));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
