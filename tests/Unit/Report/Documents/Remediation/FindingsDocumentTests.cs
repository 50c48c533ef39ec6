using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Remediation;

public sealed class FindingsDocumentTests
{
    [Fact]
    public void Every_finding_is_ranked_and_told_with_its_evidence()
    {
        var document = FindingsDocument.Render(SamplePlan.Planned);

        foreach (var finding in SamplePlan.Planned.Findings)
        {
            document.ShouldContain($"fingerprint, for a waiver: `{finding.Fingerprint}`");
            finding.Evidence.ShouldAllBe(pointer => document.Contains($"evidence: `{pointer}`"));
        }

        document.ShouldContain("| # | Severity | Finding |");
        document.ShouldContain("API change, out of scope");
        document.ShouldContain("Waiver: accepted until 2026-09-30 by feed team: the feed is rewritten");
    }

    [Fact]
    public void The_ranking_names_the_change_within_reach_and_borrows_no_effect()
    {
        var document = FindingsDocument.Render(SamplePlan.Planned with
        {
            Findings = [SamplePlan.Planned.Findings[0]],
            Plan = SamplePlan.Facts with { Scope = new ScopePlan { Schema = false } },
        });

        document.ShouldContain("| not known: what was looked at is a remedy that is out of scope | API change | 1.5 | 4 |");
    }

    [Fact]
    public void A_waiver_that_had_expired_says_so_and_holds_on_its_last_day()
    {
        Until(new DateOnly(2026, 7, 31)).ShouldContain("Waiver: accepted until 2026-07-31 by feed team: the feed is rewritten; it had expired on the day of the run");
        Until(new DateOnly(2026, 8, 1)).ShouldNotContain("it had expired"); // the day of the run

        static string Until(DateOnly day) => FindingsDocument.Render(SamplePlan.Planned with
        {
            Plan = SamplePlan.Facts with { Waivers = [SamplePlan.Facts.Waivers[0] with { Until = day }] },
        });
    }

    [Fact]
    public void A_silence_of_detectors_that_did_not_run_is_no_health() =>
        FindingsDocument.Render(SampleResult.Empty).ShouldContain("Unknown: no detector ran.");

    [Fact]
    public void Every_finding_tells_by_which_command_its_cure_is_verified()
    {
        var document = FindingsDocument.Render(SamplePlan.Planned);

        document.ShouldContain("To verify the fix: `headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"`");
        document.Split("To verify the fix: ").Length.ShouldBe(1 + SamplePlan.Planned.Findings.Count);
        document.ShouldContain("In commands `$RUN` is the folder of this run");
    }

    [Fact]
    public void What_was_odd_about_a_trusted_run_is_told() =>
        FindingsDocument.Render(SampleResult.Blocked).ShouldContain("- The target was saturated from second 38 to 47");

    [Fact]
    public void An_untrusted_run_proves_nothing() =>
        FindingsDocument.Render(SampleResult.Untrusted).ShouldContain("The measurement cannot be trusted");

    [Fact]
    public void What_was_recorded_before_is_shown_with_what_is_not_known_left_out()
    {
        var before = new ImportedRun { Source = "k6/summary.json", Tool = "k6", Form = "summary-export", HttpReqDuration = new ImportedLatency { P95Ms = 12.5 } };

        var document = FindingsDocument.Render(SampleResult.Ready with { Baselines = [before] });

        document.ShouldContain("| `k6/summary.json` | k6 | – | 12.5 ms | – | – |");
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-1.0)]
    public void A_recorded_latency_that_is_none_is_not_known(double milliseconds)
    {
        var before = new ImportedRun { Source = "k6/summary.json", Tool = "k6", Form = "summary-export", HttpReqDuration = new ImportedLatency { P95Ms = milliseconds } };

        FindingsDocument.Render(SampleResult.Ready with { Baselines = [before] }).ShouldContain("| `k6/summary.json` | k6 | – | – | – | – |");
    }

    [Fact]
    public void Claims_are_told_with_what_became_of_them_and_their_numbers_as_quotations()
    {
        var claim = new Claim { Source = "ai-analysis.json", Place = "/findings/0", Text = "40-60 % faster with a cache", Verdict = ClaimVerdict.Untested, Reason = "no cache was tried" };

        var document = FindingsDocument.Render(SampleResult.Ready with { Claims = [claim] });

        document.ShouldContain("| ○ untested | `ai-analysis.json /findings/0` | `40-60 % faster with a cache` | no cache was tried |");
    }

    [Fact]
    public void A_fault_that_reaches_very_many_endpoints_names_the_first_and_keeps_its_table()
    {
        var wide = SamplePlan.Planned.Findings[0] with { Endpoints = [.. Enumerable.Range(0, 200).Select(static i => $"GET /{i}")] };
        var result = SamplePlan.Planned with { Findings = [wide] };

        foreach (var document in (string[])[FindingsDocument.Render(result), FixSpecDocument.Render(result)])
        {
            document.ShouldContain("- also reached: `GET /9`\n");
            document.ShouldNotContain("- also reached: `GET /10`");
            document.ShouldContain("- also reached: and 190 more endpoints");
            document.ShouldContain("- table: `clips (user_id, created_at)`");
        }

        FixSpecs.Of(result).Fix!.Places.Count(static place => place.Kind == "also reached").ShouldBe(200);
    }

    [Fact]
    public void Tables_of_very_many_endpoints_are_cut()
    {
        var many = SampleResult.Blocked with { Endpoints = [.. Enumerable.Range(0, 200).Select(static i => SampleResult.Blocked.Endpoints[0] with { Endpoint = $"GET /{i}" })] };

        FindingsDocument.Render(many).ShouldContain("and 180 more: see `report.md`");
    }

    [Fact]
    public void Text_from_outside_stays_text()
    {
        var evil = SamplePlan.Planned.Findings[1] with { Title = "a | b ` c\n# d <script>" };

        var document = FindingsDocument.Render(SamplePlan.Planned with { Findings = [evil] });

        document.ShouldContain("a \\| b \\` c # d &lt;script>");
        document.ShouldNotContain("<script>");
    }

    [Fact]
    public void No_document_depends_on_the_culture()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        string[] expected = [FindingsDocument.Render(SamplePlan.Planned), FixSpecDocument.Render(SamplePlan.Planned), PlanDocument.Render(SamplePlan.Planned), PlanDocument.Csv(SamplePlan.Planned)];
        try
        {
            foreach (var culture in Cultures.All)
            {
                Thread.CurrentThread.CurrentCulture = culture;
                string[] made = [FindingsDocument.Render(SamplePlan.Planned), FixSpecDocument.Render(SamplePlan.Planned), PlanDocument.Render(SamplePlan.Planned), PlanDocument.Csv(SamplePlan.Planned)];
                made.ShouldBe(expected);
            }
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
