using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class FindingTrialsTests
{
    private static readonly Finding Loop = new()
    {
        Detector = "n-plus-one-query",
        Fingerprint = "n-plus-one-query:GET /clips:2e63",
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "GET /clips asks once for each row",
        Explanation = "e",
        Subject = new Subject { Endpoint = "GET /clips", StatementId = "2e63" },
        Evidence = [],
        Remedies = [new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = "join", Risk = "none" }],
        Effect = new Effect.Unknown("not tried"),
    };

    [Theory]
    [InlineData(ProofVerdict.Improved, FindingVerdict.Confirmed)]
    [InlineData(ProofVerdict.Regressed, FindingVerdict.Refuted)]
    [InlineData(ProofVerdict.Equivalent, FindingVerdict.Refuted)]
    [InlineData(ProofVerdict.Inconclusive, FindingVerdict.CannotTell)]
    [InlineData(ProofVerdict.Unfit, FindingVerdict.CannotTell)]
    public void A_proof_confirms_refutes_or_cannot_tell(ProofVerdict proof, FindingVerdict verdict) => FindingTrials.VerdictOf(proof).ShouldBe(verdict);

    [Fact]
    public void An_unfit_experiment_leaves_the_run_as_it_was()
    {
        FindingTrials.OfProof("run", Loop, RemedyJudge.Judge(Tried(0.5))).IsKept.ShouldBeTrue();
        FindingTrials.OfProof("run", Loop, RemedyJudge.Judge(Tried(0.5) with { Blocks = Broken() })).IsKept.ShouldBeFalse();
        var trial = FindingTrials.NotMade("run", Loop, "no clone");
        (trial.Verdict, trial.IsKept).ShouldBe((FindingVerdict.CannotTell, false));
    }

    [Fact]
    public void A_probe_that_shows_the_finding_again_confirms_it_with_its_numbers()
    {
        var again = Loop with { Title = "now", Facts = [new Fact("calls a row", 1, "calls")] };

        var trial = FindingTrials.OfProbe(Loop, After("found", again), Probed("GET /clips", null));

        (trial.Verdict, trial.Title, trial.IsKept).ShouldBe((FindingVerdict.Confirmed, "now", true));
        trial.Facts.ShouldBe(again.Facts);
    }

    [Theory]
    [InlineData("found")]
    [InlineData("clean")]
    public void A_probe_that_looked_and_does_not_show_it_refutes_it(string outcome) =>
        FindingTrials.OfProbe(Loop, After(outcome), Probed("GET /clips", null)).Verdict.ShouldBe(FindingVerdict.Refuted);

    [Theory]
    [InlineData("clean", "GET /clips", "GET /clips answered 500", "answered 500")]
    [InlineData("clean", "GET /other", null, "not among what the probe reached")]
    [InlineData("not_run", "GET /clips", null, "could not look")]
    [InlineData("crashed", "GET /clips", null, "could not look")]
    public void A_probe_that_could_not_look_refutes_nothing(string outcome, string endpoint, string? missing, string reason)
    {
        var trial = FindingTrials.OfProbe(Loop, After(outcome), Probed(endpoint, missing));

        (trial.Verdict, trial.IsKept).ShouldBe((FindingVerdict.CannotTell, false));
        trial.Reason.ShouldContain(reason);
    }

    [Fact]
    public void An_endpoint_that_did_not_succeed_alone_refutes_nothing()
    {
        var alone = new EndpointStatements
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "",
            Endpoints = [new EndpointAlone("GET /clips", 0, []) { Missing = "GET /clips answered 404 to 12 of 12 requests" }],
        };
        var probed = new EvidenceSet(new Dictionary<string, Collected> { [EndpointStatements.Kind] = new Collected.Present(alone) });

        var trial = FindingTrials.OfProbe(Loop, After("clean"), probed);

        (trial.Verdict, trial.IsKept).ShouldBe((FindingVerdict.CannotTell, false));
        trial.Reason.ShouldContain("answered 404");
    }

    [Theory]
    [InlineData("GET /clips: no round says anything", FindingVerdict.CannotTell)]
    [InlineData("GET /other: no round says anything", FindingVerdict.Refuted)]
    public void What_its_detector_could_not_judge_beside_others_refutes_nothing(string reason, FindingVerdict verdict)
    {
        var after = After("clean") with { NotTested = [new NotTested(Loop.Detector, reason)] };

        FindingTrials.OfProbe(Loop, after, Probed("GET /clips", null)).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(20, FindingVerdict.Refuted)]
    [InlineData(19, FindingVerdict.CannotTell)]
    public void A_kill_refutes_a_lost_write_only_where_its_table_can_be_told(long before, FindingVerdict verdict)
    {
        var table = new WrittenTable("views", new WrittenRows(20, before), new WrittenRows(20, 20), new WrittenRows(20, 20));
        var lost = Loop with { Detector = "lost-write", Fingerprint = "lost-write:views", Subject = new Subject { Table = "views" } };
        var after = SampleResult.Empty with { Outcomes = [new DetectorOutcome { Detector = "lost-write", Outcome = "clean" }] };

        FindingTrials.OfProbe(lost, after, GivenFaults.Set(GivenFaults.Kill(writes: [table]))).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData("app", FindingVerdict.Refuted)]
    [InlineData("worker", FindingVerdict.CannotTell)]
    public void A_load_refutes_what_was_said_of_a_pool_only_where_it_saw_the_pool(string role, FindingVerdict verdict)
    {
        var pool = Loop with { Detector = "undersized-pool", Fingerprint = $"undersized-pool:{role}/shop", Subject = new Subject { Role = role } };
        var after = SampleResult.Empty with { Outcomes = [new DetectorOutcome { Detector = "undersized-pool", Outcome = "clean" }] };
        var seen = GivenServer.Rungs((1, GivenServer.Looked(5, 1, 20)));

        FindingTrials.OfProbe(pool, after, Given.Set((LoadProbe.Kind, seen))).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void A_remedy_of_one_s_own_that_helps_gives_the_finding_a_measured_effect()
    {
        var judged = ProofJudge.Apply([Loop], Set(Tried(0.5)));

        var finding = judged.Findings.ShouldHaveSingleItem();
        finding.Effect.ShouldBeOfType<Effect.Measured>().Changes[0].Metric.ShouldBe("p95_ms");
        finding.Proof.ShouldNotBeNull().Arms.ShouldBe(["as it is", "with environment POOL"]);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    public void A_remedy_of_one_s_own_that_does_not_help_silences_no_finding(double factor)
    {
        var judged = ProofJudge.Apply([Loop], Set(Tried(factor)));

        judged.Findings.ShouldHaveSingleItem().Effect.ShouldBeOfType<Effect.Unknown>().Reason.ShouldStartWith("not proven: environment POOL: ");
        judged.Rejected.ShouldBeEmpty();
        judged.Proofs.ShouldHaveSingleItem().Fingerprint.ShouldBe(Loop.Fingerprint);
    }

    [Fact]
    public void A_trial_of_one_s_own_that_cannot_be_read_is_told()
    {
        var name = EvidenceSet.RemedyName(Loop.Fingerprint);
        var unread = new EvidenceSet(new Dictionary<string, Collected> { [name] = new Collected.Failed("broken") });

        ProofJudge.Apply([Loop], unread).Findings.ShouldHaveSingleItem().Effect.ShouldBe(new Effect.Unknown("not proven: broken"));
    }

    [Fact]
    public void A_remedy_that_answers_otherwise_is_regressed_without_any_block()
    {
        var proof = RemedyJudge.Judge(Tried(0.5) with { Blocks = null, Contract = GivenBlocks.Different() });

        proof.Verdict.ShouldBe(ProofVerdict.Regressed);
        proof.Evidence.ShouldBe($"evidence/{EvidenceSet.RemedyName(Loop.Fingerprint)}.json");
        proof.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.5, FindingVerdict.Refuted, ProofVerdict.Improved)]
    [InlineData(1.0, FindingVerdict.Refuted, ProofVerdict.Improved)]
    [InlineData(1.5, FindingVerdict.Refuted, ProofVerdict.Regressed)]
    [InlineData(0.5, FindingVerdict.Confirmed, ProofVerdict.Improved)]
    [InlineData(1.0, FindingVerdict.Confirmed, ProofVerdict.Equivalent)]
    [InlineData(1.0, FindingVerdict.CannotTell, ProofVerdict.Equivalent)]
    public void What_the_probe_does_not_show_any_more_is_cured_unless_the_load_is_worse(
        double factor, FindingVerdict probed, ProofVerdict verdict) =>
        RemedyJudge.Judge(Tried(factor), Counted(probed)).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(FindingVerdict.Refuted, ProofVerdict.Improved)]
    [InlineData(FindingVerdict.Confirmed, ProofVerdict.Equivalent)]
    [InlineData(FindingVerdict.CannotTell, ProofVerdict.Inconclusive)]
    public void A_load_that_leaves_it_open_lets_the_probe_decide(FindingVerdict probed, ProofVerdict verdict)
    {
        var proof = RemedyJudge.Judge(TooShort(), Counted(probed));

        proof.Verdict.ShouldBe(verdict);
        proof.Reason.ShouldContain("the budget is too small");
    }

    [Fact]
    public void The_count_of_the_probe_comes_first_where_the_remedy_cures_it()
    {
        var proof = RemedyJudge.Judge(TooShort(), Counted(FindingVerdict.Refuted));

        proof.Reason.ShouldStartWith("with the remedy the probe does not show it any more (26 → 2 calls/request); ");
        var count = proof.Changes[0];
        (count.Metric, count.Base, count.Remedy, count.Pairs).ShouldBe(("statements_per_request_alone", 26.0, 2.0, 1));
    }

    [Fact]
    public void A_remedy_that_ends_or_answers_otherwise_is_not_saved_by_the_probe()
    {
        var probed = Counted(FindingVerdict.Refuted);

        RemedyJudge.Judge(Tried(0.5) with { Blocks = Broken() }, probed).Verdict.ShouldBe(ProofVerdict.Unfit);
        RemedyJudge.Judge(Tried(0.5) with { Blocks = null, Contract = GivenBlocks.Different() }, probed).Verdict
            .ShouldBe(ProofVerdict.Regressed);
    }

    [Fact]
    public void The_experiment_survives_the_run_folder()
    {
        var json = JsonSerializer.Serialize<IEvidence>(Tried(0.5), ModelJson.Evidence);

        var read = JsonSerializer.Deserialize(json, ModelJson.Evidence).ShouldBeOfType<RemedyExperiment>();
        RemedyJudge.Judge(read).Verdict.ShouldBe(ProofVerdict.Improved);
    }

    [Fact]
    public void A_person_and_a_script_read_the_verdict_first()
    {
        var experiment = Tried(0.5);
        var trial = FindingTrials.OfProof("run", Loop, RemedyJudge.Judge(experiment)) with { Comparison = RemedyJudge.Compare(experiment) };

        FindingTrialText.Render(trial, SampleResult.Empty).ShouldStartWith("CONFIRMED: B is faster");
        FindingTrialText.Render(FindingTrials.NotMade("run", Loop, "no clone"), SampleResult.Empty).ShouldContain("the run is as it was before");
        var json = JsonDocument.Parse(JsonSerializer.Serialize(trial, ModelJson.FindingTrial)).RootElement;
        json.GetProperty("format").GetString().ShouldBe("headroom.prove/1");
        json.GetProperty("verdict").GetString().ShouldBe("confirmed");
    }

    [Fact]
    public void The_numbers_of_an_index_stand_below_its_verdict()
    {
        var proof = ProofJudge.Judge(ProofJudgeTests.Experiment(ProofJudgeTests.Trial(0.1, 0.05)));

        var text = FindingTrialText.Render(FindingTrials.OfProof("run", Loop, proof), SampleResult.Empty);

        text.ShouldContain("buffers per call");
        text.ShouldContain("12 pairs: without the index against with the index");
    }

    internal static RemedyExperiment Tried(double factor) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(3)),
        Provenance = "",
        Fingerprint = Loop.Fingerprint,
        Remedy = "environment POOL",
        Base = GivenBlocks.A,
        WithRemedy = GivenBlocks.B,
        Rate = new PerSecond(200),
        Contract = GivenBlocks.Alike(),
        Blocks = GivenBlocks.Pairs(40, factor),
    };

    // The pilot was taken, and wanted more than the budget held.
    private static RemedyExperiment TooShort()
    {
        var noisy = GivenBlocks.TooNoisy();
        return Tried(1) with { Blocks = noisy with { Pilot = noisy.Pilot with { Pairs = GivenBlocks.Pairs(8, 1).Pairs } } };
    }

    private static FindingTrial Counted(FindingVerdict verdict) => FindingTrials.NotMade("run", Loop, "unseen") with
    {
        Verdict = verdict,
        Facts =
        [
            new Fact("all statements a request, with the remedy", 2, "calls/request"),
            new Fact("all statements a request, in the run", 26, "calls/request"),
        ],
    };

    private static BlockExperiment Broken() => GivenBlocks.Pairs(0, 1) with { PlannedPairs = 0, EndedBecause = "B ended by itself" };

    private static EvidenceSet Set(RemedyExperiment experiment) => new(new Dictionary<string, Collected>
    {
        [EvidenceSet.RemedyName(experiment.Fingerprint)] = new Collected.Present(experiment),
    });

    private static EvidenceSet Probed(string endpoint, string? missing) => new(new Dictionary<string, Collected>
    {
        [ScalingProbe.Kind] = new Collected.Present(new ScalingProbe
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "",
            Endpoints = [new EndpointScaling { Endpoint = endpoint, Request = "/", Factor = null, Points = [], Missing = missing }],
        }),
    });

    private static AuditResult After(string outcome, params Finding[] findings) => SampleResult.Empty with
    {
        Findings = findings,
        Outcomes = [new DetectorOutcome { Detector = Loop.Detector, Outcome = outcome }],
    };
}
