using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report;
using Headroom.Report.Documents.Executive;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class UnexplainedTests
{
    private const string Audit = "headroom audit -c headroom.yaml --out after-the-fix";

    private const string Afterwards = Audit + "; headroom diff \"$RUN\" after-the-fix";

    private const string What = "What GET /flaky fails with (500 ×46 of 184 requests)";

    private const string Seen = "errors 25.0 %, target 1 % (184 requests)";

    private const string Known = "The cause is not known. No finding by the detectors that ran; some did not.";

    private static readonly SloResult Slow = new()
    {
        Endpoint = "GET /slow",
        Indicator = "p95",
        Target = TimeSpan.FromMilliseconds(100),
        Actual = TimeSpan.FromMilliseconds(5_000),
        Samples = 190,
        Met = false,
    };

    private static readonly SloResult Failed = new()
    {
        Endpoint = "GET /flaky",
        Indicator = "errors",
        TargetShare = new Ratio(0.01),
        ActualShare = new Ratio(0.25),
        Samples = 184,
        Met = false,
    };

    /// <summary>Requests of one endpoint fail, another one is slow, and no finding tells why.</summary>
    private static readonly AuditResult Flaky = SampleResult.Ready with
    {
        Decision = SampleResult.Ready.Decision with { Verdict = Verdict.Blocked },
        Slo = [.. SampleResult.Ready.Slo, Slow, Failed],
        Endpoints =
        [
            SampleResult.Ready.Endpoints[0] with
            {
                Endpoint = "GET /flaky",
                Requests = 184,
                Error = new Ratio(0.25),
                Status = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["200"] = 138, ["500"] = 46 },
            },
        ],
        Outcomes = [.. SampleResult.Ready.Outcomes, new DetectorOutcome { Detector = "slow-log", Outcome = "not_run", Reason = "no log" }],
    };

    private static readonly AuditResult Late = SampleResult.Ready with { Decision = Flaky.Decision, Slo = [Slow], Endpoints = [] };

    [Fact]
    public void What_requests_fail_with_comes_first_where_no_finding_explains_it()
    {
        var page = ExecutiveDocument.Render(Flaky);

        page.ShouldContain($"**First fix.** {What}: {Seen}. {Known} To verify it: `{Afterwards}`.\n");
        var first = DocumentReading.Chapter(page, "What comes first");
        first.ShouldContain($"### {What}\n\n- seen: {Seen}\n- {Known}\n- next: Look at what clipper logs when GET /flaky fails. What the ");
        first.ShouldContain($"\n- verify: `{Afterwards}`\n");
        DocumentReading.Chapter(page, "Action plan").ShouldContain($"No fix is known for what comes first: w{What[1..]}.");
        DocumentReading.Chapter(page, "Risk with and without the fixes").ShouldContain($"No fix is known for what comes first: w{What[1..]}.");
        MarkdownReport.Render(Flaky).ShouldContain($"**First to fix.** {What}: {Seen}. {Known} ");
    }

    [Fact]
    public void Where_no_fix_is_known_plan_and_spec_say_what_is_to_be_mended_and_how_to_verify_it()
    {
        PlanDocument.Render(Flaky).ShouldContain($"No fix is known. {What}: {Seen}. {Known} ");
        PlanDocument.Render(Flaky).ShouldContain($" To verify it: `{Afterwards}`. `headroom.yaml` is the plan of this run");
        PlanDocument.Render(Flaky).ShouldNotContain("Nothing to plan");
        FixSpecDocument.Render(Flaky).ShouldContain($"**No fix is known.** {What}: {Seen}. {Known} ");
        FixSpecDocument.Render(Flaky).ShouldNotContain("No fix to specify");
        FixSpecs.Of(Flaky).Reason.ShouldNotBeNull().ShouldEndWith($" To verify it: {Afterwards}.");
    }

    [Fact]
    public void The_first_screen_names_it_twice_and_how_to_verify_it()
    {
        var page = HtmlReport.Render(Flaky);

        page.ShouldContain($"<span class=\"label\">Fix this first</span><strong>{What}</strong>\n<span>{Seen}</span>");
        page.ShouldContain($"<code>{Audit}; headroom diff &quot;$RUN&quot; after-the-fix</code>.</span>");
        page.ShouldContain($"<p>{What}: {Seen}.</p>");
    }

    [Fact]
    public void An_objective_that_is_violated_comes_first_with_what_was_seen_and_where_to_look()
    {
        var late = Unexplained.Of(Late).ShouldNotBeNull();

        late.Sentence.ShouldBe("What violates p95 of GET /slow: p95 5.00 s, target 100 ms (190 requests).");
        late.Known.ShouldBe("The cause is not known. No finding: every detector ran.");
        late.Next.ShouldBe("Look at where GET /slow spends its time.");
        late.Verify.ShouldBe(Afterwards);
    }

    [Fact]
    public void A_service_that_cannot_be_reached_is_to_be_mended_first()
    {
        const string reason = "no load was measured: clipper does not answer at http://127.0.0.1:5080/ (refused): start it";
        var unreachable = SampleResult.Empty with { Trust = SampleResult.Empty.Trust with { Reasons = [reason] } };

        var first = DocumentReading.Chapter(ExecutiveDocument.Render(unreachable), "What comes first");

        first.ShouldContain($"### What keeps the run from being trusted\n\n- seen: {reason}\n- Unknown: no detector ran.\n- next: Mend that first");
        first.ShouldContain($"\n- verify: `{Audit}`\n");
    }

    [Fact]
    public void A_finding_comes_before_it_and_where_nothing_decided_there_is_none()
    {
        Unexplained.Of(Flaky with { Findings = SampleResult.Blocked.Findings }).ShouldBeNull();
        Unexplained.Of(SampleResult.Ready).ShouldBeNull();
        Unexplained.Of(SampleDatabase.Audited with { Findings = [] }).ShouldBeNull();
    }

    [Fact]
    public void Its_numbers_are_those_of_the_result()
    {
        foreach (var result in new[] { Flaky, Late })
        {
            var sources = new NumberSources(JsonSerializer.Serialize(result, ModelJson.Result));

            NumberLint.Untraceable("unexplained", Unexplained.Of(result)!.Told, sources).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_first_screen_tells_how_to_verify_the_fix_of_a_finding() => HtmlReport.Render(SampleResult.Blocked).ShouldContain(
        "<code>headroom prove &#39;unindexed-sort:clips(user_id,created_at)&#39; --run &quot;$RUN&quot;</code>.</span>");
}
