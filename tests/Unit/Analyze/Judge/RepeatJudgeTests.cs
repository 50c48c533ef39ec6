using System.Text.Json;
using Headroom.Analyze;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class RepeatJudgeTests
{
    private const string Fingerprint = "chatty-endpoint:GET /home";
    private const string Setting = "SELECT value FROM settings WHERE name = $1";

    [Theory]
    [InlineData(2, false, FindingVerdict.Refuted)]
    [InlineData(26, true, FindingVerdict.Confirmed)]
    public void The_finding_stays_with_what_its_probe_says_now(double calls, bool isShown, FindingVerdict verdict)
    {
        var before = Audit(Run());
        var after = Audit(With(Seen(calls)));

        var finding = after.Findings.ShouldHaveSingleItem();
        finding.Facts.ShouldBe(before.Findings.ShouldHaveSingleItem().Facts);
        after.Outcomes.ShouldBe(before.Outcomes);
        var repeat = finding.Repeat.ShouldNotBeNull();
        repeat.IsShown.ShouldBe(isShown);
        repeat.Facts[0].Value.ShouldBe(calls);
        repeat.Evidence.ShouldBe($"evidence/{EvidenceSet.ProofName(Fingerprint)}.json");
        Trial(Seen(calls)).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void What_is_not_shown_now_says_what_that_can_mean_with_both_counts()
    {
        var trial = Trial(Seen(2));

        trial.Reason.ShouldEndWith("it is mended, or it was not there");
        trial.Facts.Select(static fact => (fact.Name, fact.Value))
            .ShouldBe([("all statements a request, now", 2.0), ("all statements a request, in the run", 26.0)]);
    }

    [Theory]
    [InlineData("0123456789abcdef", "; the run was of commit 4f178a5c0ffe, this is 0123456789ab")]
    [InlineData("4f178a5c0ffee1234567890abcdef1234567890a", "was not there")]
    [InlineData(null, "was not there")]
    public void Another_commit_is_named(string? commit, string end) =>
        Trial(Seen(2) with { Commit = commit }).Reason.ShouldEndWith(end);

    [Fact]
    public void A_second_repeat_takes_the_place_of_the_first()
    {
        var again = RepeatJudge.Judge(Seen(26), Found(), With(Seen(2)), GivenPlan(), SampleResult.Blocked.Manifest);

        again.Verdict.ShouldBe(FindingVerdict.Confirmed);
    }

    [Fact]
    public void A_repeat_that_tells_nothing_says_nothing_of_the_finding()
    {
        var unseen = Alone(2) with { Endpoints = [new EndpointAlone("GET /home", 0, []) { Missing = "GET /home answered 500" }] };

        Audit(With(Seen(unseen))).Findings.ShouldHaveSingleItem().Repeat.ShouldBeNull();
    }

    [Fact]
    public void A_remedy_is_judged_by_what_the_probe_saw_of_it_beside_the_count_of_the_run()
    {
        var tried = FindingTrialsTests.Tried(1) with { Fingerprint = Fingerprint, Probed = Seen(2) };
        var evidence = Run().With(EvidenceSet.RemedyName(Fingerprint), new Collected.Present(tried));

        var trial = RepeatJudge.OfRemedy(tried, Found(), evidence, GivenPlan(), SampleResult.Blocked.Manifest).ShouldNotBeNull();
        var finding = Audit(evidence).Findings.ShouldHaveSingleItem();

        trial.Verdict.ShouldBe(FindingVerdict.Refuted);
        trial.Facts.Select(static fact => (fact.Name, fact.Value))
            .ShouldBe([("all statements a request, with the remedy", 2.0), ("all statements a request, in the run", 26.0)]);
        finding.Repeat.ShouldBeNull();
        finding.Effect.ShouldBeOfType<Effect.Measured>().Changes[0].Metric.ShouldBe("statements_per_request_alone");
        finding.Proof.ShouldNotBeNull().Verdict.ShouldBe(ProofVerdict.Improved);
    }

    [Fact]
    public void The_repeat_survives_the_run_folder()
    {
        var json = JsonSerializer.Serialize<IEvidence>(Seen(2), ModelJson.Evidence);

        var read = JsonSerializer.Deserialize(json, ModelJson.Evidence).ShouldBeOfType<ProbeRepeat>();
        Trial(read).Verdict.ShouldBe(FindingVerdict.Refuted);
    }

    [Fact]
    public void Both_reports_tell_it_below_the_finding()
    {
        var result = Audit(With(Seen(2)));

        MarkdownReport.Render(result).ShouldContain("Tried again on 1970-01-01 00:00 UTC: the probe ran again");
        HtmlReport.Render(result).ShouldContain("Tried again on 1970-01-01 00:00 UTC: the probe ran again");
    }

    private static FindingTrial Trial(ProbeRepeat repeat) =>
        RepeatJudge.Judge(repeat, Found(), Run(), GivenPlan(), SampleResult.Blocked.Manifest);

    private static Finding Found() => Audit(Run()).Findings.ShouldHaveSingleItem();

    private static AuditResult Audit(EvidenceSet evidence) => Auditor.Audit(evidence, GivenPlan(), SampleResult.Blocked.Manifest);

    private static EvidenceSet Run() => Given.Set((EndpointStatements.Kind, Alone(26)));

    private static EvidenceSet With(ProbeRepeat repeat) =>
        Run().With(EvidenceSet.ProofName(Fingerprint), new Collected.Present(repeat));

    private static ProbeRepeat Seen(double calls) => Seen(Alone(calls));

    private static ProbeRepeat Seen(EndpointStatements alone) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Fingerprint = Fingerprint,
        Seen = new Dictionary<string, IEvidence> { [EndpointStatements.Kind] = alone },
    };

    private static EndpointStatements Alone(double calls) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Endpoints = [new EndpointAlone("GET /home", 5, [new StatementPerRequest(StatementText.IdOf(Setting), calls, 1, 3)])],
    };

    private static Plan GivenPlan() => new() { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1") } };
}
