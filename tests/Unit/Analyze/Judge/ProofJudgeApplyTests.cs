using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public class ProofJudgeApplyTests
{
    [Fact]
    public void An_improvement_gives_the_finding_a_measured_effect_and_its_proof()
    {
        var judged = ProofJudge.Apply([Finding("a")], Tried(("a", 0.1, 0.1)));
        var finding = judged.Findings.ShouldHaveSingleItem();
        finding.Effect.ShouldBeOfType<Effect.Measured>().Changes[0].Metric.ShouldBe("buffers_per_call");
        finding.Proof.ShouldNotBeNull().Verdict.ShouldBe(ProofVerdict.Improved);
        finding.Fingerprint.ShouldBe("a");
        judged.Rejected.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, ProofVerdict.Equivalent)]
    [InlineData(2, ProofVerdict.Regressed)]
    public void A_refuted_remedy_is_rejected_with_its_numbers(double ratio, ProofVerdict verdict)
    {
        var judged = ProofJudge.Apply([Finding("a")], Tried(("a", ratio, ratio)));
        judged.Findings.ShouldBeEmpty();
        judged.Rejected.ShouldHaveSingleItem().Proof.ShouldNotBeNull().Verdict.ShouldBe(verdict);
        judged.Proofs.ShouldHaveSingleItem().Changes.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_was_measured_and_cannot_be_told_is_no_advice()
    {
        var judged = ProofJudge.Apply([Finding("a")], Tried(("a", 0.905, 1.001)));
        judged.Findings.ShouldBeEmpty();
        judged.Rejected.ShouldHaveSingleItem().Proof.ShouldNotBeNull().Verdict.ShouldBe(ProofVerdict.Inconclusive);
        judged.Proofs.ShouldHaveSingleItem().Verdict.ShouldBe(ProofVerdict.Inconclusive);
    }

    [Fact]
    public void A_failed_experiment_stays_a_finding_and_says_why()
    {
        var judged = ProofJudge.Apply([Finding("a")], Set(("a", new Collected.Failed("no clone"))));
        judged.Findings.ShouldHaveSingleItem().Effect.ShouldBe(new Effect.Unknown("not proven: no clone"));
        judged.Proofs.ShouldBeEmpty();
    }

    [Fact]
    public void What_did_not_get_its_turn_is_told_as_not_tried_once()
    {
        var judged = ProofJudge.Apply([Finding("a")], Set(("a", new Collected.Failed("not tried: the time for experiments was used up"))));
        judged.Findings.ShouldHaveSingleItem().Effect.ShouldBe(new Effect.Unknown("the time for experiments was used up"));
    }

    [Fact]
    public void A_finding_without_an_index_remedy_or_without_an_experiment_is_left_as_it_is()
    {
        var code = Finding("a") with { Remedies = [ProofJudgeTests.Index with { Kind = RemedyKind.Code }] };
        var untried = Finding("b");
        ProofJudge.Apply([code, untried], Tried(("a", 2, 2))).Findings.ShouldBe([code, untried]);
    }

    [Theory]
    [InlineData(0.1, 0.5, "with the index")]
    [InlineData(0.1, 1.5, "with the index")]
    [InlineData(1, 0.5, "with environment POOL")]
    public void A_finding_stands_by_its_own_remedy_first_and_by_somebodys_where_that_alone_helps(double index, double own, string arm)
    {
        var judged = ProofJudge.Apply([Finding("a")], Both(index, own));

        judged.Findings.ShouldHaveSingleItem().Proof.ShouldNotBeNull().Arms[1].ShouldBe(arm);
        judged.Rejected.ShouldBeEmpty();
        judged.Proofs.Select(proof => proof.Arms[1]).ShouldBe(["with the index", "with environment POOL"]);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    public void A_refuted_finding_stays_rejected_where_somebodys_remedy_does_not_help_either(double own)
    {
        var judged = ProofJudge.Apply([Finding("a")], Both(1, own));

        judged.Findings.ShouldBeEmpty();
        judged.Rejected.ShouldHaveSingleItem().Proof.ShouldNotBeNull().Arms[1].ShouldBe("with the index");
    }

    [Fact]
    public void An_experiment_that_failed_says_less_than_a_trial_that_ended()
    {
        var judged = ProofJudge.Apply([Finding("a")], Both(new Collected.Failed("no clone"), own: 1.5));

        var effect = judged.Findings.ShouldHaveSingleItem().Effect.ShouldBeOfType<Effect.Unknown>();
        effect.Reason.ShouldStartWith("not proven: environment POOL: ");
    }

    [Fact]
    public void The_order_of_the_findings_stays()
    {
        var judged = ProofJudge.Apply(
            [Finding("d"), Finding("b"), Finding("c"), Finding("a")], Tried(("a", 1, 1), ("b", 0.1, 0.1), ("c", 2, 2), ("d", 0.1, 0.1)));
        judged.Findings.Select(f => f.Fingerprint).ShouldBe(["d", "b"]);
        judged.Rejected.Select(f => f.Fingerprint).ShouldBe(["c", "a"]);
        judged.Proofs.Select(p => p.Fingerprint).ShouldBe(["d", "b", "c", "a"]);
    }

    private static EvidenceSet Tried(params (string Fingerprint, double Time, double Buffers)[] experiments) => Set(
        [.. experiments.Select(e => (e.Fingerprint, (Collected)new Collected.Present(Experiment(e.Fingerprint, e.Time, e.Buffers))))]);

    private static EvidenceSet Both(double index, double own) => Both(new Collected.Present(Experiment("a", index, index)), own);

    // The experiment with the index, and a remedy of somebody's own, each under its name.
    private static EvidenceSet Both(Collected index, double own) => new(new Dictionary<string, Collected>
    {
        [EvidenceSet.ProofName("a")] = index,
        [EvidenceSet.RemedyName("a")] = new Collected.Present(FindingTrialsTests.Tried(own) with { Fingerprint = "a" }),
    });

    private static IndexExperiment Experiment(string fingerprint, double time, double buffers) =>
        ProofJudgeTests.Experiment(ProofJudgeTests.Trial(time, buffers)) with { Fingerprint = fingerprint };

    private static EvidenceSet Set(params (string Fingerprint, Collected Collected)[] experiments) =>
        new(experiments.ToDictionary(e => EvidenceSet.ProofName(e.Fingerprint), e => e.Collected));

    private static Finding Finding(string fingerprint) => new()
    {
        Detector = "unindexed-filter",
        Fingerprint = fingerprint,
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "t",
        Explanation = "e",
        Subject = new Subject(),
        Evidence = [],
        Remedies = [ProofJudgeTests.Index],
        Effect = new Effect.Unknown("not tried"),
    };
}
