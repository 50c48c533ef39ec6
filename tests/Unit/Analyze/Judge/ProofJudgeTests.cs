using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public class ProofJudgeTests
{
    private const string Fingerprint = "unindexed-filter:clips(user_id)";

    // Noise that is symmetric in its logarithm and known: pairs of x and 1/x.
    private static readonly double[] Quiet = [1.02, 1 / 1.02, 1.01, 1 / 1.01, 1.03, 1 / 1.03, 1.02, 1 / 1.02, 1.01, 1 / 1.01, 1.005, 1 / 1.005];
    private static readonly double[] Noisy = [1.8, 1 / 1.8, 1.5, 1 / 1.5, 1.3, 1 / 1.3, 2, 0.5, 1.6, 1 / 1.6, 1.2, 1 / 1.2];

    [Fact]
    public void Improves_when_work_and_time_fall()
    {
        var proof = ProofJudge.Judge(Experiment(Trial(time: 0.1, buffers: 0.05)));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldContain("less work and take less time");
        proof.Changes.Select(c => c.Metric).ShouldBe(["buffers_per_call", "time_ms"]);
        proof.Changes[0].Change!.Value.ShouldBe(-0.95, 0.001);
        proof.Changes[1].ChangeHigh!.Value.ShouldBeLessThan(-0.8);
        proof.Changes[1].Pairs.ShouldBe(12);
        proof.Evidence.ShouldBe($"evidence/{EvidenceSet.ProofName(Fingerprint)}.json");
    }

    [Fact]
    public void Improves_by_work_alone_when_time_is_equivalent()
    {
        var proof = ProofJudge.Judge(Experiment(Trial(time: 1, buffers: 0.5)));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldStartWith("proved by work");
    }

    [Fact]
    public void Less_work_proves_nothing_while_time_may_have_become_worse()
    {
        var proof = ProofJudge.Judge(Experiment(Trial(time: 1, buffers: 0.5, Noisy)));
        proof.Verdict.ShouldBe(ProofVerdict.Inconclusive);
        proof.Reason.ShouldContain("touch fewer buffers, but it is not shown that they do not take longer");
    }

    [Theory]
    [InlineData(1.005, ProofVerdict.Improved)] // the interval holds no change and ends below a tenth
    [InlineData(1.06, ProofVerdict.Inconclusive)] // it excludes no change
    [InlineData(1.09, ProofVerdict.Inconclusive)]
    [InlineData(1.11, ProofVerdict.Regressed)]
    public void Less_work_does_not_make_up_for_more_time(double time, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time, buffers: 0.5))).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_large_improvement_is_seen_through_noise() =>
        ProofJudge.Judge(Experiment(Trial(time: 0.1, buffers: 0.05, Noisy))).Verdict.ShouldBe(ProofVerdict.Improved);

    [Fact]
    public void Arms_that_are_alike_are_equivalent_in_quiet_and_in_noise()
    {
        ProofJudge.Judge(Experiment(Trial(time: 1, buffers: 1))).Verdict.ShouldBe(ProofVerdict.Equivalent);
        ProofJudge.Judge(Experiment(Trial(time: 1, buffers: 1, Noisy))).Verdict.ShouldBe(ProofVerdict.Equivalent);
    }

    [Fact]
    public void Improves_by_time_alone_when_the_work_hardly_changes() =>
        ProofJudge.Judge(Experiment(Trial(time: 0.5, buffers: 1.001))).Verdict.ShouldBe(ProofVerdict.Improved);

    [Fact]
    public void Regresses_when_time_rises_however_much_work_is_saved() =>
        ProofJudge.Judge(Experiment(Trial(time: 1.5, buffers: 0.2))).Verdict.ShouldBe(ProofVerdict.Regressed);

    [Theory]
    [InlineData(0.89, ProofVerdict.Improved)]
    [InlineData(0.91, ProofVerdict.Inconclusive)]
    [InlineData(1.09, ProofVerdict.Inconclusive)]
    [InlineData(1.11, ProofVerdict.Regressed)]
    public void Time_must_change_by_more_than_a_tenth(double time, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time, buffers: 1.001))).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(0.89, ProofVerdict.Improved)]
    [InlineData(0.91, ProofVerdict.Equivalent)]
    public void Work_must_fall_by_more_than_a_tenth(double buffers, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time: 1, buffers))).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(0.85, ProofVerdict.Inconclusive)] // the estimate falls by more than a tenth, its interval does not exclude no change
    [InlineData(1.15, ProofVerdict.Inconclusive)]
    public void An_interval_that_includes_no_change_proves_nothing(double time, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time, buffers: 1.001, Noisy))).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(0.94, ProofVerdict.Equivalent)]
    [InlineData(1.06, ProofVerdict.Equivalent)]
    [InlineData(0.905, ProofVerdict.Inconclusive)] // the interval reaches below 0.9
    [InlineData(1.095, ProofVerdict.Inconclusive)]
    public void Equivalent_needs_the_whole_interval_within_a_tenth(double time, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time, buffers: 1.001))).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_work_in_every_pair_is_equivalent_whatever_the_clock_says(double time) =>
        ProofJudge.Judge(Experiment(Trial(time, buffers: 1, Noisy))).Verdict.ShouldBe(ProofVerdict.Equivalent);

    [Theory]
    [InlineData(1, ProofVerdict.Equivalent)]
    [InlineData(2, ProofVerdict.Inconclusive)]
    public void A_stray_pair_with_other_work_does_not_make_a_difference_and_two_do(int stray, ProofVerdict verdict)
    {
        var trial = Trial(time: 1, buffers: 1, [.. Noisy, 1.1, 1 / 1.1, 1.4, 1 / 1.4]);
        trial = trial with { Pairs = [.. trial.Pairs.Select((pair, i) => i < stray ? pair with { RemedyBuffers = 10_003 } : pair)] };
        ProofJudge.Judge(Experiment(trial)).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(11, ProofVerdict.Unfit)]
    [InlineData(12, ProofVerdict.Improved)]
    public void Twelve_pairs_are_fit_to_judge_by(int pairs, ProofVerdict verdict) =>
        ProofJudge.Judge(Experiment(Trial(time: 0.1, buffers: 0.1, Quiet[..pairs]))).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_statement_whose_buffers_nobody_counted_is_judged_by_its_time_beside_others_that_stay_as_they_are()
    {
        var deletes = Trial(time: 0.1, buffers: 1) with { StatementId = "deletes" };
        deletes = deletes with { Pairs = [.. deletes.Pairs.Select(pair => pair with { BaseBuffers = null, RemedyBuffers = null })] };
        var proof = ProofJudge.Judge(Experiment(deletes, Trial(time: 1, buffers: 1)));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldContain("not all buffers that they touch were counted");
    }

    [Fact]
    public void Nothing_tried_is_unfit() => ProofJudge.Judge(Experiment()).Verdict.ShouldBe(ProofVerdict.Unfit);

    [Fact]
    public void Statements_count_by_their_calls()
    {
        var saved = Trial(time: 0.1, buffers: 0.1) with { StatementId = "saved" };
        var slowed = Trial(time: 3, buffers: 3) with { StatementId = "slowed" };
        var proof = ProofJudge.Judge(Experiment(slowed with { Calls = 1 }, saved with { Calls = 1000 }));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldContain("slower on its own: slowed");
        proof.Changes.Select(c => c.Metric).ShouldBe(
            ["buffers_per_call", "time_ms", "net_buffers", "net_time_ms", "statement_slowed_buffers_per_call", "statement_slowed_time_ms"]);
        proof.Changes[0].Change!.Value.ShouldBe(-0.9, 0.001);
        ProofJudge.Judge(Experiment(slowed with { Calls = 100 }, saved with { Calls = 1 })).Verdict.ShouldBe(ProofVerdict.Regressed);
    }

    [Fact]
    public void A_statement_that_loses_more_than_a_hundredth_of_what_the_others_gain_is_harmed()
    {
        var saved = Trial(time: 0.1, buffers: 0.1) with { StatementId = "saved", Calls = 100 };
        var slowed = Trial(time: 3, buffers: 3) with { StatementId = "slowed", Calls = 1 };

        var proof = ProofJudge.Judge(Experiment(slowed, saved));

        proof.Verdict.ShouldBe(ProofVerdict.Regressed);
        proof.Reason.ShouldContain("slowed takes longer");
    }

    [Theory]
    [InlineData(1, ProofVerdict.Improved)]
    [InlineData(1000, ProofVerdict.Regressed)]
    public void Writes_that_pay_count_against_what_reads_gain(long writes, ProofVerdict verdict)
    {
        var saved = Trial(time: 0.1, buffers: 0.1) with { StatementId = "saved", Calls = 1 };
        var paying = Trial(time: 1.5, buffers: 1.5) with { StatementId = "insert", Calls = writes, Pays = true };

        ProofJudge.Judge(Experiment(saved, paying)).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void A_statement_that_could_not_be_measured_is_said_so()
    {
        var proof = ProofJudge.Judge(Experiment(Trial(time: 0.1, buffers: 0.1), new StatementTrial("none", 5, [])));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldEndWith("1 of 2 statements could not be measured");
    }

    [Fact]
    public void A_base_arm_that_was_cut_off_has_no_buffers_and_a_time_that_is_a_bound()
    {
        var proof = ProofJudge.Judge(Experiment(BaseCutShort(Trial(time: 0.1, buffers: 0.1), pairs: 12)));
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldEndWith("the base arm was cut off at the time limit in 12 of 12 pairs, so its time is a lower bound and the true saving is larger");
        var change = proof.Changes.ShouldHaveSingleItem();
        change.Metric.ShouldBe("time_ms");
        change.Base.ShouldBe(20);
    }

    [Fact]
    public void Buffers_are_listed_from_the_pairs_that_were_counted_in_both_arms()
    {
        var proof = ProofJudge.Judge(Experiment(BaseCutShort(Trial(time: 0.1, buffers: 0.1), pairs: 3)));
        proof.Changes[0].Metric.ShouldBe("buffers_per_call");
        proof.Changes[0].Base.ShouldBe(10_000);
        proof.Changes[0].Pairs.ShouldBe(9);
        proof.Changes[1].Pairs.ShouldBe(12);
        proof.Reason.ShouldContain("in 3 of 12 pairs");
    }

    [Fact]
    public void A_remedy_arm_that_was_cut_off_understates_the_loss()
    {
        var proof = ProofJudge.Judge(Experiment(RemedyCutShort(Trial(time: 3, buffers: 3))));
        proof.Verdict.ShouldBe(ProofVerdict.Regressed);
        proof.Reason.ShouldEndWith("the true loss is larger");
    }

    [Fact]
    public void Bounds_do_not_refute_and_do_not_prove_the_contrary()
    {
        ProofJudge.Judge(Experiment(BaseCutShort(Trial(time: 1, buffers: 1), pairs: 12))).Verdict.ShouldBe(ProofVerdict.Inconclusive);
        ProofJudge.Judge(Experiment(BaseCutShort(Trial(time: 3, buffers: 3), pairs: 1))).Verdict.ShouldBe(ProofVerdict.Inconclusive);
        ProofJudge.Judge(Experiment(RemedyCutShort(Trial(time: 0.1, buffers: 0.1)))).Verdict.ShouldBe(ProofVerdict.Inconclusive);
    }

    [Fact]
    public void What_nobody_counted_is_stored_as_null()
    {
        IEvidence experiment = Experiment(BaseCutShort(Trial(time: 0.1, buffers: 0.1), pairs: 1));
        var text = JsonSerializer.Serialize(experiment, ModelJson.Evidence);
        text.ShouldContain("\"base_buffers\": null");
        text.ShouldContain("\"base_cut_short\": true");
        var stored = JsonSerializer.Deserialize(text, ModelJson.Evidence).ShouldBeOfType<IndexExperiment>();
        stored.Statements[0].Pairs[0].ShouldBe(((IndexExperiment)experiment).Statements[0].Pairs[0]);
    }

    [Fact]
    public void What_was_not_measured_is_not_listed() => ProofJudge.Judge(Experiment(new StatementTrial("none", 5, []))).Changes.ShouldBeEmpty();

    [Fact]
    public void The_cost_of_writes_is_listed_apart()
    {
        var proof = ProofJudge.Judge(Experiment(Trial(time: 0.1, buffers: 0.1)) with { InsertBatches = Trial(time: 1.3, buffers: 1.4).Pairs });
        proof.Costs.Select(c => c.Metric).ShouldBe(["insert_batch_ms", "insert_batch_buffers"]);
        proof.Costs[0].Change!.Value.ShouldBe(0.3, 0.01);
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
    }

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        ProofJudge.Judge(Experiment(Trial(time: 0.3, buffers: 0.3))).Fingerprint.ShouldBe(ProofJudge.Judge(Experiment(Trial(time: 3, buffers: 3))).Fingerprint);

    [Fact]
    public void A_judgement_from_the_stored_experiment_is_the_same()
    {
        IEvidence experiment = Experiment(Trial(time: 0.1, buffers: 0.1));
        var stored = JsonSerializer.Deserialize(JsonSerializer.Serialize(experiment, ModelJson.Evidence), ModelJson.Evidence).ShouldBeOfType<IndexExperiment>();
        ProofJudge.Judge(stored).Changes[0].ShouldBe(ProofJudge.Judge((IndexExperiment)experiment).Changes[0]);
    }

    internal static IndexExperiment Experiment(params StatementTrial[] statements) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
        Provenance = "EXPLAIN",
        Fingerprint = Fingerprint,
        Remedy = Index,
        CloneMethod = "copy",
        Statements = statements,
        InsertBatches = [],
        InsertRows = 0,
        IndexSize = new Bytes(8192),
        BuildTime = TimeSpan.FromMilliseconds(5),
    };

    internal static Remedy Index => new()
    {
        Kind = RemedyKind.Index,
        Scope = RemedyScope.Schema,
        Up = "CREATE INDEX CONCURRENTLY a ON clips (user_id);",
        Down = "DROP INDEX CONCURRENTLY a;",
        Risk = "none",
    };

    private static StatementTrial BaseCutShort(StatementTrial trial, int pairs) => trial with
    {
        Pairs = [.. trial.Pairs.Select((pair, i) => i < pairs ? pair with { BaseBuffers = null, BaseCutShort = true } : pair)],
    };

    private static StatementTrial RemedyCutShort(StatementTrial trial) =>
        trial with { Pairs = [.. trial.Pairs.Select(pair => pair with { RemedyBuffers = null, RemedyCutShort = true })] };

    /// <summary>Pairs whose remedy arm is the base arm times a ratio; time has the noise, work has none.</summary>
    internal static StatementTrial Trial(double time, double buffers, double[]? noise = null) => new("abc", 10,
    [
        .. (noise ?? Quiet).Select((factor, i) => new ArmPair(
            i % 2 == 0, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20 * time * factor), 10_000, (long)(10_000 * buffers))),
    ]);
}
