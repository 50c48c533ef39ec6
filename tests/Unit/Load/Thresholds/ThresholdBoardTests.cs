using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Thresholds;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Thresholds;

public class ThresholdBoardTests
{
    private const long Ms = 1_000_000;

    [Theory]
    [InlineData("http_req_duration", "avg<2.6", 2.5, true)]
    [InlineData("http_req_duration", "avg<2.5", 2.5, false)]
    [InlineData("http_req_duration", "min>=1", 1.0, true)]
    [InlineData("http_req_duration", "max<=4", 4.0, true)]
    [InlineData("http_req_duration", "max<4", 4.0, false)]
    public void Judges_the_exact_aggregates_of_a_duration_in_milliseconds(string metric, string expression, double actual, bool passed)
    {
        var result = Judge(metric, expression, static recorder =>
        {
            for (var ms = 1; ms <= 4; ms++)
            {
                recorder.Record(0, ms * Ms);
            }
        });
        (result.Actual, result.Passed).ShouldBe((actual, passed));
    }

    [Fact]
    public void Judges_percentiles_within_the_error_of_the_histogram()
    {
        static void Record(MetricRecorder recorder) => Enumerable.Range(1, 100).ToList().ForEach(ms => recorder.Record(0, ms * Ms));
        Judge("latency", "p(95)<95.2", Record).ShouldSatisfyAllConditions(
            static result => result.Actual!.Value.ShouldBe(95, 0.1),
            static result => result.Passed.ShouldBeTrue());
        Judge("latency", "p(99.9)<100.2", Record).Actual!.Value.ShouldBe(100, 0.1);
        Judge("latency", "med<49.8", Record).Passed.ShouldBeFalse();
    }

    [Fact]
    public void Judges_the_share_of_what_holds()
    {
        static void Record(MetricRecorder recorder) => Enumerable.Range(0, 100).ToList().ForEach(i => recorder.Rate(0, i == 0));
        Judge("http_req_failed", "rate<=0.01", Record).ShouldSatisfyAllConditions(
            static result => result.Actual.ShouldBe(0.01),
            static result => result.Passed.ShouldBeTrue());
        Judge("checks", "rate>0.99", Record).Passed.ShouldBeFalse();
    }

    [Fact]
    public void Judges_the_number_of_what_is_counted_and_how_many_a_second()
    {
        static void Record(MetricRecorder recorder) => recorder.Count(0, 250);
        Judge("http_reqs", "count==250", Record).Passed.ShouldBeTrue();
        Judge("http_reqs", "rate>=25", Record, seconds: 10).ShouldSatisfyAllConditions(
            static result => result.Actual.ShouldBe(25),
            static result => result.Passed.ShouldBeTrue());
    }

    [Theory]
    [InlineData("http_req_duration", "p(95)<300", null, false)]
    [InlineData("http_req_duration", "p(95)>=0", null, false)]
    [InlineData("http_req_failed", "rate<0.01", null, false)]
    [InlineData("checks", "rate>0.9", null, false)]
    [InlineData("dropped_iterations", "count<1", 0.0, true)]
    [InlineData("http_reqs", "count>0", 0.0, false)]
    [InlineData("http_reqs", "rate<5", 0.0, true)]
    public void Does_not_pass_what_was_not_measured_but_counts_nothing_as_none(string metric, string expression, double? actual, bool passed)
    {
        var result = Judge(metric, expression, static _ => { });
        (result.Actual, result.Passed).ShouldBe((actual, passed));
    }

    [Fact]
    public void Merges_workers_however_often_they_are_gathered() => Prop.ForAll(
        Gen.Choose(0, 100_000).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), static (durations, workers) =>
    {
        var board = Board("latency", "avg<1");
        var recorders = Enumerable.Range(0, workers).Select(_ => board.NewRecorders()).ToArray();
        for (var i = 0; i < durations.Count; i++)
        {
            recorders[i % workers][0].Record(i, durations[i] * Ms);
            if (durations[i] % 3 == 0)
            {
                board.Gather(recorders[i % workers]);
            }
        }

        recorders.ToList().ForEach(board.Gather);
        board.Finish(TimeSpan.FromSeconds(1))[0].Actual!.Value.ShouldBe(durations.Average(), 1e-6);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Records_once_what_several_thresholds_are_about()
    {
        var board = new ThresholdBoard([Of("latency", "avg<1"), Of("latency", "max<5"), Of("latency{status:200}", "max<5"), Of("latency", "max<1") with { Window = Seconds(1) }]);
        board.Slots.Select(static slot => (slot.Metric, slot.Window, slot.Selector.DependsOnResponse))
            .ShouldBe([("latency", null, false), ("latency", null, true), ("latency", Seconds(1), false)]);
        board.Finish(Seconds(1)).Select(static result => result.Metric).ShouldBe(["latency", "latency", "latency{status:200}", "latency"]);
    }

    [Fact]
    public void Ends_the_run_as_soon_as_a_threshold_fails_after_its_delay()
    {
        var threshold = Of("latency", "max<5") with { AbortOnFail = true, DelayAbortEval = Seconds(3) };
        var board = new ThresholdBoard([Of("latency", "max<1"), threshold]);
        var worker = board.NewRecorders();
        board.Judge(Seconds(4)).ShouldBeNull();
        worker[0].Record(0, 10 * Ms);
        board.Gather(worker);
        board.Judge(Seconds(2.9)).ShouldBeNull();
        board.Judge(Seconds(3)).ShouldBe(threshold);
        board.Finish(Seconds(3)).Select(static result => (result.Passed, result.Aborted)).ShouldBe([(false, false), (false, true)]);
    }

    [Fact]
    public void Stays_failed_once_it_ended_the_run()
    {
        var board = new ThresholdBoard([Of("http_req_failed", "rate<0.5") with { AbortOnFail = true }]);
        var worker = board.NewRecorders();
        worker[0].Rate(0, holds: true);
        board.Gather(worker);
        board.Judge(Seconds(1)).ShouldNotBeNull();
        Enumerable.Range(0, 9).ToList().ForEach(_ => worker[0].Rate(1, holds: false));
        board.Gather(worker);
        var result = board.Finish(Seconds(2))[0];
        (result.Actual, result.Passed, result.Aborted).ShouldBe((0.1, false, true));
    }

    [Fact]
    public void Keeps_the_worst_window()
    {
        // Seconds 0..9 of one request each, as slow as the second's number; a window of two seconds.
        var result = Windows("latency", "avg<100", window: 2, length: 10, static (recorder, second) => recorder.Record((second * Ms * 1000) + 1, second * Ms));
        result.Actual.ShouldBe(8.5);
        Windows("latency", "avg>100", window: 2, length: 10, static (recorder, second) => recorder.Record((second * Ms * 1000) + 1, second * Ms))
            .Actual.ShouldBe(0.5);
    }

    [Fact]
    public void Says_nothing_of_windows_without_a_measurement_but_counts_none_in_them()
    {
        static void OnlyInSecondFive(MetricRecorder recorder, int second)
        {
            if (second == 5)
            {
                recorder.Record(5_000 * Ms, Ms);
                recorder.Count(5_000 * Ms, 3);
            }
        }

        Windows("latency", "max<2", window: 1, length: 10, OnlyInSecondFive).Passed.ShouldBeTrue();
        Windows("http_reqs", "count>0", window: 1, length: 10, OnlyInSecondFive).ShouldSatisfyAllConditions(
            static result => result.Actual.ShouldBe(0),
            static result => result.Passed.ShouldBeFalse());
        Windows("latency", "max<2", window: 1, length: 10, static (_, _) => { }).Passed.ShouldBeFalse();
    }

    [Fact]
    public void Judges_the_last_shorter_stretch_but_not_its_counts()
    {
        static void One(MetricRecorder recorder, int second)
        {
            recorder.Record(second * 1000 * Ms, second * Ms);
            recorder.Count(second * 1000 * Ms, 1);
        }

        Windows("latency", "max<100", window: 4, length: 10, One).Actual.ShouldBe(9);
        Windows("http_reqs", "count>=4", window: 4, length: 10, One).Passed.ShouldBeTrue();
        Windows("http_reqs", "rate>=1", window: 4, length: 10, One).Passed.ShouldBeTrue();
        Windows("http_reqs", "rate==1", window: 60, length: 10, One).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Judges_what_ended_in_the_drain()
    {
        var board = new ThresholdBoard([Of("latency", "max<5") with { Window = Seconds(1) }]);
        var worker = board.NewRecorders();
        worker[0].Record(3_500 * Ms, 50 * Ms);
        board.Gather(worker);
        board.Finish(Seconds(2))[0].Actual.ShouldBe(50);
    }

    [Fact]
    public void Ends_the_run_on_a_window_that_failed()
    {
        var board = new ThresholdBoard([Of("latency", "max<5") with { Window = Seconds(10), AbortOnFail = true }]);
        var worker = board.NewRecorders();
        worker[0].Record(1_000 * Ms, 50 * Ms);
        board.Gather(worker);
        board.Judge(Seconds(9)).ShouldBeNull();
        board.Judge(Seconds(10)).ShouldNotBeNull();
    }

    [Fact]
    public void Judges_windows_as_if_one_worker_had_seen_all() => Prop.ForAll(
        (from second in Gen.Choose(0, 29_999) from ms in Gen.Choose(0, 1000) select (AtMs: second, Ms: ms)).NonEmptyListOf().ToArbitrary(),
        Gen.Choose(1, 4).ToArbitrary(),
        Gen.Choose(1, 7).ToArbitrary(),
        static (events, workers, window) =>
    {
        var board = new ThresholdBoard([Of("latency", "max<1") with { Window = Seconds(window) }, Of("http_reqs", "count<1") with { Window = Seconds(window) }]);
        var recorders = Enumerable.Range(0, workers).Select(_ => board.NewRecorders()).ToArray();
        var tick = 0;
        foreach (var (seen, i) in events.OrderBy(static seen => seen.AtMs).Select(static (seen, i) => (seen, i)))
        {
            for (; tick <= seen.AtMs / 1000; tick++)
            {
                recorders.ToList().ForEach(board.Gather);
                board.Judge(Seconds(tick));
            }

            recorders[i % workers][0].Record(seen.AtMs * Ms, seen.Ms * Ms);
            recorders[i % workers][1].Count(seen.AtMs * Ms, 1);
        }

        recorders.ToList().ForEach(board.Gather);
        var results = board.Finish(Seconds(30));
        results[0].Actual.ShouldBe(events.Max(static seen => seen.Ms));
        var full = events.Where(seen => seen.AtMs < 30 / window * window * 1000).GroupBy(seen => seen.AtMs / 1000 / window);
        results[1].Actual.ShouldBe(full.Select(static group => group.Count()).DefaultIfEmpty().Max());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Allocates_nothing_once_it_is_warm()
    {
        var board = new ThresholdBoard([Of("latency", "max<5") with { Window = Seconds(1) }, Of("latency", "max<5")]);
        var worker = board.NewRecorders();
        var second = 0;
        Allocation.Of(Second, between: Judge).ShouldBe(0);

        void Second()
        {
            for (var i = 0; i < 100; i++)
            {
                worker[0].Record((second * 1000 * Ms) + i, 3 * Ms);
                worker[1].Record((second * 1000 * Ms) + i, 3 * Ms);
            }
        }

        void Judge()
        {
            board.Gather(worker);
            board.Judge(Seconds(++second));
        }
    }

    [Theory]
    [InlineData("max==5", 5.0, 4.0, 4.0)]
    [InlineData("max==5", 5.0, 9.0, 9.0)]
    [InlineData("max!=5", 5.0, 9.0, 5.0)]
    [InlineData("max<5", 5.0, 9.0, 9.0)]
    [InlineData("max>5", 5.0, 9.0, 5.0)]
    public void Knows_which_of_two_values_is_worse(string expression, double a, double b, double worse)
    {
        ThresholdJudge.Worse(Of("latency", expression), a, b).ShouldBe(worse);
        ThresholdJudge.Worse(Of("latency", expression), b, a).ShouldBe(worse);
        ThresholdJudge.Worse(Of("latency", expression), null, a).ShouldBe(a);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Threshold Of(string metric, string expression) => ThresholdParser.Parse(metric, expression, out _).ShouldNotBeNull();

    private static ThresholdBoard Board(string metric, string expression) => new([Of(metric, expression)]);

    private static ThresholdMetrics Judge(string metric, string expression, Action<MetricRecorder> record, double seconds = 1)
    {
        var board = Board(metric, expression);
        var worker = board.NewRecorders();
        record(worker[0]);
        board.Gather(worker);
        return board.Finish(Seconds(seconds)).ShouldHaveSingleItem();
    }

    private static ThresholdMetrics Windows(string metric, string expression, double window, int length, Action<MetricRecorder, int> record)
    {
        var board = new ThresholdBoard([Of(metric, expression) with { Window = Seconds(window) }]);
        var worker = board.NewRecorders();
        for (var second = 0; second < length; second++)
        {
            record(worker[0], second);
            board.Gather(worker);
            board.Judge(Seconds(second + 1));
        }

        return board.Finish(Seconds(length)).ShouldHaveSingleItem();
    }
}
