using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class CacheJudgeTests
{
    private const string Fingerprint = "repeated-read:GET /x";

    private static readonly CacheCounts Hits = new(Hits: 800, Misses: 200, Unkept: 0, Dropped: 3);

    [Fact]
    public void A_database_that_is_asked_for_less_proves_the_cache()
    {
        var proof = Judge(Working(0.5, ("statements", 4, 1), ("buffers", 40, 10), ("cpu_ms", 2, 1)));

        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldContain("80 % of 1,000 requests");
        proof.Changes[0].Metric.ShouldBe("statements_per_request");
        proof.Changes[0].Change!.Value.ShouldBe(-0.75, 0.01);
        proof.Changes[0].ChangeHigh!.Value.ShouldBeLessThan(0);
        proof.Changes.Select(change => change.Metric).ShouldBe(
            ["statements_per_request", "buffers_per_request", "cpu_ms_per_request", "endpoint_p95_ms", "p95_ms", "p50_ms", "p99_ms"], ignoreOrder: true);
        proof.Evidence.ShouldBe($"evidence/{EvidenceSet.ProofName(Fingerprint)}.json");
    }

    [Fact]
    public void Fewer_buffers_alone_prove_it() => Judge(Working(1, ("statements", 4, 4), ("buffers", 40, 10))).Changes[0].Metric.ShouldBe("buffers_per_request");

    [Fact]
    public void Work_proves_it_where_the_latency_does_not_tell()
    {
        var proof = Judge(Working(1, ("statements", 4, 1)));

        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Reason.ShouldContain("proved by work");
    }

    [Fact]
    public void A_service_that_keeps_the_answers_itself_is_refuted_however_much_faster_a_proxy_answers()
    {
        var proof = Judge(Working(0.5, ("statements", 4, 4), ("buffers", 40, 40), ("cpu_ms", 0.4, 0.2)), least: 0.2);

        proof.Verdict.ShouldBe(ProofVerdict.Equivalent);
        proof.Reason.ShouldContain("keeps these answers itself");
        proof.Changes[0].Metric.ShouldBe("statements_per_request");
    }

    [Fact]
    public void A_service_that_computes_for_its_answers_is_proved_beside_an_idle_database() =>
        Judge(Working(0.5, ("statements", 4, 4), ("cpu_ms", 5, 1)), least: 0.2).Changes[0].Metric.ShouldBe("cpu_ms_per_request");

    // 4 ms of a request are saved, so 5 ms of one that was answered from the cache: more than 4 ms, less than 6 ms.
    [Theory]
    [InlineData(2, ProofVerdict.Improved)]
    [InlineData(3, ProofVerdict.Equivalent)]
    public void Processor_time_counts_beyond_twice_what_any_answer_costs(double least, ProofVerdict verdict) =>
        Judge(Working(0.5, ("cpu_ms", 5, 1)), least: least).Verdict.ShouldBe(verdict);

    // 4 ms of a request are saved: 6.7 ms or 5.7 ms of one that was answered from the cache, and it takes more than 6 ms.
    [Theory]
    [InlineData(0.6, ProofVerdict.Improved)]
    [InlineData(0.7, ProofVerdict.Equivalent)]
    public void What_a_hit_saves_is_counted_by_the_hits_of_the_blocks_themselves(double hits, ProofVerdict verdict) =>
        Judge(Hitting(Working(0.5, ("cpu_ms", 5, 1)), hits), least: 3).Verdict.ShouldBe(verdict);

    [Fact]
    public void Without_the_hits_of_the_blocks_processor_time_proves_nothing()
    {
        var blocks = Working(0.5, ("cpu_ms", 5, 1));

        Judge(Hitting(blocks, 0), least: 0.2).Verdict.ShouldBe(ProofVerdict.Inconclusive);
        Judge(Hitting(blocks, null), least: 0.2).Verdict.ShouldBe(ProofVerdict.Inconclusive);
    }

    [Fact]
    public void A_trial_that_ended_early_proves_nothing_however_much_the_database_is_spared()
    {
        var proof = Judge(Working(0.5, ("statements", 4, 1)) with { EndedBecause = "B ended by itself" });
        var few = Judge(Working(3, 0.5, ("statements", 4, 1)) with { EndedBecause = "B ended by itself" });

        (proof.Verdict, proof.Reason).ShouldBe((ProofVerdict.Unfit, "B ended by itself"));
        (few.Verdict, few.Reason).ShouldBe((ProofVerdict.Unfit, "B ended by itself"));
    }

    [Fact]
    public void A_measurement_that_is_unfit_proves_nothing_however_much_the_database_is_spared()
    {
        var blocks = Working(0.5, ("statements", 4, 1));
        var late = blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { B = pair.B with { DroppedByGenerator = 5 } })] };

        var proof = Judge(late);

        proof.Verdict.ShouldBe(ProofVerdict.Unfit);
        proof.Reason.ShouldStartWith("the generator was too late");
        proof.Reason.ShouldNotContain("--rate", customMessage: "the load is the plan's, and the option is refused");
    }

    [Fact]
    public void A_generator_that_is_late_keeps_the_latency_from_being_judged_and_not_the_work()
    {
        var blocks = Working(0.5, ("statements", 4, 1));
        var late = blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = Late(pair.A), B = Late(pair.B) })] };

        var proof = Judge(late);

        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Changes[0].Metric.ShouldBe("statements_per_request");
        proof.Reason.ShouldContain("the latency cannot be judged: the generator itself was late");

        static Block Late(Block block) => block with { SendLag = block.P95!.Value };
    }

    [Theory]
    [InlineData(0.98, ProofVerdict.Equivalent)]
    [InlineData(0.96, ProofVerdict.Improved)]
    public void A_saving_below_three_percent_of_the_load_is_none(double factor, ProofVerdict verdict) =>
        Judge(Working(1, ("statements", 4, 4 * factor))).Verdict.ShouldBe(verdict);

    [Fact]
    public void What_is_slower_is_no_remedy() => Judge(Working(1.5, ("statements", 4, 1))).Verdict.ShouldBe(ProofVerdict.Regressed);

    [Fact]
    public void What_answers_otherwise_is_no_remedy() =>
        CacheJudge.Judge(Experiment(Working(0.5, ("statements", 4, 1))) with { Contract = GivenBlocks.Different() }).Verdict.ShouldBe(ProofVerdict.Regressed);

    [Theory]
    [InlineData(5, "could not be kept")]
    [InlineData(0, "no request met an answer that was kept")]
    public void A_cache_that_answered_nothing_proves_nothing(long unkept, string reason)
    {
        var proof = CacheJudge.Judge(Experiment(Working(0.5, ("statements", 4, 1))) with { Cache = new CacheCounts(0, 500, unkept, 0) });

        proof.Verdict.ShouldBe(ProofVerdict.Unfit);
        proof.Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData(11, ProofVerdict.Unfit)]
    [InlineData(12, ProofVerdict.Improved)]
    public void A_verdict_needs_twelve_pairs(int pairs, ProofVerdict verdict) => Judge(Working(pairs, 1, ("statements", 4, 1))).Verdict.ShouldBe(verdict);

    [Fact]
    public void Without_counted_work_nothing_is_judged()
    {
        Judge(Working(0.5)).Verdict.ShouldBe(ProofVerdict.Unfit);
        Judge(Working(0.5, ("cpu_ms", 5, 1))).Verdict.ShouldBe(ProofVerdict.Unfit, "what an answer costs at the least is not known");
    }

    [Fact]
    public void A_finding_is_proved_or_rejected_with_its_numbers_and_stays_where_nothing_could_be_told()
    {
        var proved = ProofJudge.Apply([Finding], Set(new Collected.Present(Experiment(Working(0.5, ("statements", 4, 1))))));
        var refuted = ProofJudge.Apply([Finding], Set(new Collected.Present(Experiment(Working(0.5, ("statements", 4, 4))))));
        var untold = ProofJudge.Apply([Finding], Set(new Collected.Present(Experiment(Working(0.5)))));
        var failed = ProofJudge.Apply([Finding], Set(new Collected.Failed("the time of the probe was used up before")));

        proved.Findings.ShouldHaveSingleItem().Effect.ShouldBeOfType<Effect.Measured>().Changes[0].Metric.ShouldBe("statements_per_request");
        refuted.Findings.ShouldBeEmpty();
        refuted.Rejected.ShouldHaveSingleItem().Proof.ShouldNotBeNull().Changes.ShouldNotBeEmpty();
        untold.Findings.ShouldHaveSingleItem().Effect.ShouldBeOfType<Effect.Unknown>().Reason.ShouldContain("no work of the service was counted");
        failed.Findings.ShouldHaveSingleItem().Effect.ShouldBe(new Effect.Unknown("not proven: the time of the probe was used up before"));
    }

    private static Proof Judge(BlockExperiment blocks, double? least = null) =>
        CacheJudge.Judge(Experiment(blocks) with { LeastAnswer = least is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null });

    private static CacheExperiment Experiment(BlockExperiment blocks) => new()
    {
        Window = blocks.Window,
        Provenance = "test",
        Fingerprint = Fingerprint,
        Endpoint = "GET /x",
        KeptFor = TimeSpan.FromSeconds(10),
        Contract = GivenBlocks.Alike(),
        Blocks = blocks,
        Cache = Hits,
    };

    private static BlockExperiment Working(double latency, params (string Name, double A, double B)[] work) => Working(24, latency, work);

    // The counters of a block lie within half a percent of their arm's; the cache answers four requests in five.
    private static BlockExperiment Working(int pairs, double latency, params (string Name, double A, double B)[] work)
    {
        var blocks = GivenBlocks.Pairs(pairs, latency);
        blocks = blocks with
        {
            Pairs =
            [
                .. blocks.Pairs.Index().Select(pair => pair.Item with
                {
                    A = pair.Item.A with { Work = work.ToDictionary(one => one.Name, one => one.A * (1 + (0.002 * (pair.Index % 3)))) },
                    B = pair.Item.B with { Work = work.ToDictionary(one => one.Name, one => one.B * (1 + (0.002 * (pair.Index % 4)))) },
                }),
            ],
        };
        return Hitting(blocks, 0.8);
    }

    // Null: nobody counted them.
    private static BlockExperiment Hitting(BlockExperiment blocks, double? hits)
    {
        return blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { B = pair.B with { Work = Of(pair.B) } })] };

        Dictionary<string, double> Of(Block block)
        {
            var work = block.Work.Where(one => one.Key != Block.CacheHits).ToDictionary();
            if (hits is { } counted)
            {
                work[Block.CacheHits] = counted;
            }

            return work;
        }
    }

    private static EvidenceSet Set(Collected experiment) => new(new Dictionary<string, Collected> { [EvidenceSet.ProofName(Fingerprint)] = experiment });

    private static Finding Finding { get; } = new()
    {
        Detector = "repeated-read",
        Fingerprint = Fingerprint,
        Severity = Severity.Low,
        Confidence = Confidence.Medium,
        Title = "t",
        Explanation = "e",
        Subject = new Subject { Endpoint = "GET /x" },
        Evidence = [],
        Remedies = [new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = "keep it", Risk = "it is old" }],
        Effect = new Effect.Unknown("not tried"),
    };
}
