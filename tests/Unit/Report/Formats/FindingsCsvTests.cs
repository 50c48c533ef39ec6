using System.Globalization;
using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class FindingsCsvTests
{
    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_row_has_a_cell_for_every_column(string sample)
    {
        var result = ReportGoldenTests.Named(sample);

        var rows = CsvText.Rows(FindingsCsv.Render(result));

        rows.Count.ShouldBe(result.Findings.Count + 1);
        rows.ShouldAllBe(row => row.Count == rows[0].Count);
    }

    [Fact]
    public void A_measurement_has_both_its_numbers_and_an_estimate_has_its_model()
    {
        var measured = Row(SampleResult.Blocked, 0);
        (measured["effect_kind"], measured["metric"], measured["base"], measured["after_low"], measured["after_high"], measured["pairs"])
            .ShouldBe(("measured", "buffers_per_call", "6430", "10", "10", "12"));
        measured["effect_model"].ShouldBe("");

        var estimated = Row(SampleResult.Blocked, 2);
        (estimated["effect_kind"], estimated["effect_model"], estimated["after_low"], estimated["after_high"])
            .ShouldBe(("estimated", "rows read = offset + limit, at the offsets of the load", "22", "40"));
    }

    [Fact]
    public void What_is_not_known_is_empty_and_never_zero()
    {
        var untried = Row(SampleResult.Blocked, 3);

        (untried["share_ratio"], untried["base"], untried["after_low"], untried["line"], untried["waived_by"]).ShouldBe(("", "", "", "", ""));
    }

    [Fact]
    public void A_waiver_is_told_with_its_owner_and_its_last_day()
    {
        var waived = Row(GivenWaiver.Until(2), 1);

        (waived["waived_by"], waived["waived_until"]).ShouldBe(("feed team", "2026-08-02"));
    }

    [Fact]
    public void A_title_is_no_formula()
    {
        var finding = SampleResult.Blocked.Findings[0];

        Row(SampleResult.Blocked with { Findings = [finding with { Title = "=HYPERLINK(\"http://a\")" }] }, 0)["title"].ShouldBe("'=HYPERLINK(\"http://a\")");
    }

    [Fact]
    public void The_table_is_the_same_in_every_culture()
    {
        var expected = FindingsCsv.Render(SampleResult.Blocked);
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in Cultures.All)
            {
                CultureInfo.CurrentCulture = culture;
                FindingsCsv.Render(SampleResult.Blocked).ShouldBe(expected);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static Dictionary<string, string> Row(AuditResult result, int finding)
    {
        var rows = CsvText.Rows(FindingsCsv.Render(result));
        return rows[0].Zip(rows[finding + 1]).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}
