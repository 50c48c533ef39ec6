using Headroom.Analyze.Trust;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Trust;

public sealed class LoadTrustTests
{
    private static readonly RunMetrics Closed = Run(Endpoint("GET /", 100, 8)) with { OfferedRate = null };
    private static readonly RunMetrics Open = Closed with { OfferedRate = new PerSecond(100) };

    [Fact]
    public void Trusts_a_quiet_run()
    {
        var trust = Judge(Open);

        trust.Valid.ShouldBeTrue();
        trust.Reasons.ShouldBeEmpty();
        trust.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_measured_when_nobody_answered() =>
        Judge(Open with { Endpoints = [Endpoint("GET /", 1_237, 8) with { Status = new Dictionary<string, long>(), Errors = new Dictionary<string, long> { ["timeout"] = 3, ["refused"] = 1_234 } }] })
            .Reasons.ShouldHaveSingleItem().ShouldBe("no request got a response: refused ×1,234, timeout ×3");

    [Fact]
    public void A_run_of_which_every_request_is_refused_as_wrong_says_nothing()
    {
        var trust = Judge(Open with { Endpoints = [Endpoint("GET /", 100, 8) with { Failed = 100, Status = new Dictionary<string, long> { ["401"] = 100 } }] });

        trust.Reasons.ShouldHaveSingleItem().ShouldContain("every request was refused as wrong (401)");
        trust.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_without_a_request_says_why() =>
        Judge(Run() with { EndedBecause = "setup: POST /login answered 500" }).Reasons.ShouldHaveSingleItem().ShouldBe("no request was recorded: setup: POST /login answered 500");

    [Fact]
    public void A_feed_that_ran_dry_spoils_it() =>
        Judge(Open with { EndedBecause = "feed 'users' is dry" }).Reasons.ShouldHaveSingleItem().ShouldContain("feed 'users' is dry");

    [Fact]
    public void A_threshold_that_ended_the_run_does_not_spoil_it()
    {
        var trust = Judge(Open with
        {
            EndedBecause = "threshold http_req_failed rate<0.01",
            Thresholds = [new ThresholdMetrics { Metric = "http_req_failed", Expression = "rate<0.01", Actual = 0.5, Passed = false, Aborted = true }],
        });

        trust.Valid.ShouldBeTrue();
        trust.Remarks.ShouldHaveSingleItem().ShouldContain("http_req_failed");
    }

    [Fact]
    public void Arrivals_lost_by_the_generator_spoil_it() =>
        Judge(Open with { Generator = Open.Generator with { DroppedByGenerator = 1 } }).Reasons.ShouldHaveSingleItem().ShouldContain("lost 1 arrivals");

    [Fact]
    public void Arrivals_that_waited_for_the_target_are_counted_and_do_not_spoil_it()
    {
        var trust = Judge(Open with { Generator = Open.Generator with { Waited = 1_050, DroppedByTarget = 20 } });

        trust.Valid.ShouldBeTrue();
        trust.Remarks.ShouldHaveSingleItem().ShouldBe("target saturation: 1,050 arrivals waited because every virtual user was busy (their think time included), 20 were never sent");
    }

    [Theory]
    [InlineData(0.9, 8, true, 0)] // not worth a word
    [InlineData(3, 8, true, 1)]
    [InlineData(9.9, 8, true, 1)]
    [InlineData(12, 8, false, 0)]
    [InlineData(12, 400, true, 0)] // a small part of what is measured
    public void A_late_generator_is_told_and_then_spoils_it(double lag, double latency, bool valid, int remarks)
    {
        var trust = Judge(Late(Open, lag, latency));

        trust.Valid.ShouldBe(valid);
        trust.Remarks.Count.ShouldBe(remarks);
    }

    [Fact]
    public void A_closed_run_has_no_schedule_to_be_late_for() => Judge(Late(Closed, 50, 8)).Valid.ShouldBeTrue();

    [Theory]
    [InlineData(28.4, 1, true)]
    [InlineData(28.6, 1, false)]
    [InlineData(28.6, 2, true)]
    public void A_saturated_sending_thread_that_sends_late_spoils_an_open_run(double cpu, int threads, bool valid) =>
        Judge(Late(Busy(Open, cpu, threads), 3, 8)).Valid.ShouldBe(valid);

    [Fact]
    public void A_busy_process_that_sends_on_time_is_sound() => Judge(Late(Busy(Open, 40, 1), 0.1, 8)).Valid.ShouldBeTrue();

    [Theory]
    [InlineData(28.6, 400, false)]
    [InlineData(28.4, 400, true)]
    [InlineData(28.6, 2, true)]
    [InlineData(null, 400, true)]
    public void Arrivals_that_waited_while_the_generator_had_no_time_left_spoil_an_open_run(double? cpu, long waited, bool valid)
    {
        var generator = Open.Generator with { Iterations = 10_000, Waited = waited, SenderCpu = cpu is { } s ? TimeSpan.FromSeconds(s) : null };

        var trust = Judge(Open with { Generator = generator });

        trust.Valid.ShouldBe(valid, string.Join('\n', trust.Reasons));
        trust.Remarks.Count.ShouldBe(valid ? 1 : 0, "one run says one thing of those that waited");
        if (!valid)
        {
            trust.Reasons.ShouldHaveSingleItem().ShouldContain("400 arrivals waited");
        }
    }

    [Fact]
    public void A_saturated_sending_thread_is_only_told_of_a_closed_run()
    {
        var trust = Judge(Busy(Closed, 29.9, 1));

        trust.Valid.ShouldBeTrue();
        trust.Remarks.ShouldHaveSingleItem().ShouldContain("busy all the time");
    }

    [Fact]
    public void A_machine_without_sockets_spoils_it() =>
        Judge(Open with { Endpoints = [Open.Endpoints[0] with { Errors = new Dictionary<string, long> { ["exhausted"] = 2 } }] }).Valid.ShouldBeFalse();

    [Theory]
    [InlineData(65, 64, true)]
    [InlineData(64, 64, false)]
    public void Too_few_open_files_spoil_it_with_their_remedy(long limit, int connections, bool valid)
    {
        var trust = LoadTrust.Of(Open with { Generator = Open.Generator with { OpenFilesLimit = limit, PeakVus = connections } }, Host(0.5), connections);

        trust.Valid.ShouldBe(valid);
        if (!valid)
        {
            trust.Reasons.ShouldHaveSingleItem().ShouldContain("ulimit -n 320");
        }
    }

    [Fact]
    public void Open_files_that_were_not_needed_are_only_told() =>
        LoadTrust.Of(Open with { Generator = Open.Generator with { OpenFilesLimit = 64, PeakVus = 3 } }, Host(0.5), 1_000).Valid.ShouldBeTrue();

    [Theory]
    [InlineData(0.20, true, 0)]
    [InlineData(0.30, true, 1)]
    [InlineData(0.51, false, 0)]
    public void Other_processes_disturb_and_then_spoil_it(double foreign, bool valid, int remarks)
    {
        var trust = LoadTrust.Of(Open, Host(0.9, foreign), 1);

        trust.Valid.ShouldBe(valid);
        trust.Remarks.Count.ShouldBe(remarks);
    }

    [Theory]
    [InlineData(4.9, 1)]
    [InlineData(5, 0)]
    public void A_short_window_is_a_remark(double seconds, int remarks)
    {
        var trust = Judge(Open with { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(seconds)), Generator = Open.Generator with { Cpu = TimeSpan.Zero } });

        trust.Valid.ShouldBeTrue();
        trust.Remarks.Count.ShouldBe(remarks);
    }

    private static RunMetrics Late(RunMetrics run, double lag, double latency) =>
        run with { Endpoints = [Endpoint("GET /", 100, latency)], Generator = run.Generator with { SendLag = Times(100, lag) } };

    private static RunMetrics Busy(RunMetrics run, double cpuSeconds, int threads) =>
        run with { Generator = run.Generator with { Cpu = TimeSpan.FromSeconds(cpuSeconds), Threads = threads } };

    private static RunTrust Judge(RunMetrics run) => LoadTrust.Of(run, Host(0.5), 1);
}
