using Headroom.Analyze.Trust;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Trust;

public sealed class TrustJudgeTests
{
    private static readonly RunMetrics Good = Run(Endpoint("GET /", 100, 8));

    [Fact]
    public void Trusts_a_quiet_run() => Judge(Good).Valid.ShouldBeTrue();

    [Fact]
    public void A_run_that_did_not_take_place_is_not_trusted() =>
        TrustJudge.Of(null, "connection refused", null).Reasons.ShouldHaveSingleItem().ShouldContain("connection refused");

    [Fact]
    public void A_load_that_could_not_begin_says_why_and_nothing_that_follows_from_it() =>
        Judge(Run() with { EndedBecause = "setup: POST /login answered 401", Window = new Window(default, TimeSpan.Zero) })
            .Reasons.ShouldHaveSingleItem().ShouldBe("no request was recorded: setup: POST /login answered 401");

    [Fact]
    public void Arrivals_lost_by_the_generator_spoil_it() => Judge(Good with { Generator = Good.Generator with { DroppedByGenerator = 1 } }).Valid.ShouldBeFalse();

    [Fact]
    public void A_late_generator_spares_the_counted_work_and_what_was_never_measured_does_not()
    {
        var late = Good with { Generator = Good.Generator with { SendLag = Times(100, 50) } };

        Judge(late).Valid.ShouldBeFalse();
        TrustJudge.SparesWork(late).ShouldBeTrue();
        TrustJudge.SparesWork(late with { Window = new Window(default, TimeSpan.FromSeconds(4)) }).ShouldBeFalse();
        TrustJudge.SparesWork(Good with { Generator = Good.Generator with { DroppedByGenerator = 1 } }).ShouldBeFalse();
        TrustJudge.SparesWork(null).ShouldBeFalse();
    }

    [Fact]
    public void Arrivals_that_waited_for_the_target_do_not_spoil_it()
    {
        var trust = Judge(Good with { Generator = Good.Generator with { Waited = 50, DroppedByTarget = 20 } });

        trust.Valid.ShouldBeTrue();
        trust.Remarks.ShouldHaveSingleItem()
            .ShouldBe("of 120 arrivals 50 waited because every virtual user was busy with the target, and 20 were never sent: it is saturated at this rate");
    }

    [Fact]
    public void What_share_of_the_planned_rate_was_never_sent_is_told()
    {
        Judge(Good with { Generator = Good.Generator with { Waited = 80, DroppedByTarget = 60, Iterations = 20 } }).NeverSent.ShouldBe(new Ratio(0.75));
        Judge(Good).NeverSent.ShouldBe(new Ratio(0));
        Judge(Good with { OfferedRate = null }).NeverSent.ShouldBeNull("a closed model plans no rate");
    }

    [Theory]
    [InlineData("401", 100, false)]
    [InlineData("404", 99, true)] // one was answered
    [InlineData("500", 100, true)] // the service's own doing: the objectives judge it
    [InlineData("429", 100, true)]
    public void A_load_of_which_every_request_is_refused_as_wrong_says_nothing(string status, int failed, bool valid)
    {
        var trust = Judge(Run(Endpoint("GET /", 100, 8) with { Failed = failed, Status = Statuses((status, failed), ("200", 100 - failed)) }));

        trust.Valid.ShouldBe(valid);
        (trust.Reasons.Count + trust.Remarks.Count).ShouldBe(failed == 100 ? 1 : 0);
        string.Concat(trust.Reasons.Concat(trust.Remarks)).ShouldContain(failed == 100 ? status : "");
    }

    [Fact]
    public void An_endpoint_that_only_redirects_is_told()
    {
        var trust = Judge(Run(Endpoint("GET /", 100, 8), Endpoint("GET /me", 100, 1) with { Status = Statuses(("302", 100)) }));

        trust.Valid.ShouldBeTrue();
        trust.Remarks.ShouldHaveSingleItem().ShouldContain("GET /me answered every request with a redirect (302)");
        Judge(Run(Endpoint("GET /", 100, 8) with { Status = Statuses(("304", 100)) })).Remarks.ShouldBeEmpty("what is not modified is an answer");
    }

    [Theory]
    [InlineData(9, 8, true)] // below 10 ms
    [InlineData(12, 8, false)]
    [InlineData(12, 400, true)] // a small part of what is measured
    public void A_late_generator_spoils_it_when_its_lag_matters(double lag, double latency, bool valid) =>
        Judge(Run(Endpoint("GET /", 100, latency)) with { Generator = Good.Generator with { SendLag = Times(100, lag) } }).Valid.ShouldBe(valid);

    [Fact]
    public void A_lag_that_a_slow_endpoint_hides_still_spoils_the_fast_one() => TrustJudge.Of(
        Run(Endpoint("GET /", 100, 3), Endpoint("GET /report", 100, 800)) with { Generator = Good.Generator with { SendLag = Times(100, 45) } }, "", Host(0.5))
        .Valid.ShouldBeFalse();

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void A_short_window_spoils_it(double seconds, bool valid) =>
        Judge(Good with { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(seconds)) }).Valid.ShouldBe(valid);

    [Theory]
    [InlineData(0.20, true, 0)]
    [InlineData(0.30, true, 1)]
    [InlineData(0.51, false, 0)]
    public void Other_processes_disturb_and_then_spoil_it(double foreign, bool valid, int remarks)
    {
        var trust = TrustJudge.Of(Good, "", Host(0.9, foreign));

        trust.Valid.ShouldBe(valid);
        trust.Remarks.Count.ShouldBe(remarks);
    }

    [Fact]
    public void A_share_of_the_machine_is_told_with_its_limit()
    {
        TrustJudge.Of(Good, "", Host(0.9, 0.625)).Reasons.ShouldBe(["other processes took most of the machine (62.5 %, limit 50 %): repeat when it is idle"]);
        TrustJudge.Of(Good, "", Host(0.9, 0.375)).Remarks.ShouldHaveSingleItem()
            .ShouldStartWith("other processes took a good part of the machine (37.5 %, limit 25 %): ");
        TrustJudge.Of(Good, "", Host(0.9) with { Generator = new Ratio(0.75) }).Reasons.ShouldBe(["the generator itself took most of the machine (75 %, limit 50 %)"]);
    }

    [Theory]
    [InlineData(8, "limit 10 ms)")] // a tenth of it is below
    [InlineData(200, "limit 20")]
    public void A_late_generator_is_told_with_its_lag_and_the_greater_of_its_two_limits(double latency, string limit)
    {
        var reason = Judge(Run(Endpoint("GET /", 100, latency)) with { Generator = Good.Generator with { SendLag = Times(100, 50) } }).Reasons.ShouldHaveSingleItem();

        reason.ShouldStartWith("the generator sent late (send lag p99 50");
        reason.ShouldContain(limit);
    }

    [Fact]
    public void What_is_short_or_lost_is_told_by_how_much()
    {
        Judge(Good with { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(4.5)) }).Reasons
            .ShouldBe(["the recorded window is too short for a steady state (4.5 s, at least 5 s)"]);
        Judge(Good with { Generator = Good.Generator with { DroppedByGenerator = 1 } }).Reasons.ShouldBe(["the generator lost 1 arrival though connections were free"]);
    }

    [Fact]
    public void Unknown_foreign_use_is_no_reason() => TrustJudge.Of(Good, "", Host(0.9) with { Foreign = null }).Valid.ShouldBeTrue();

    [Fact]
    public void A_service_that_ended_by_itself_is_the_only_reason_and_says_when_how_and_where_to_look()
    {
        var end = new ServiceEnd { After = TimeSpan.FromSeconds(6.4), ExitCode = 137, Log = "shop.log" };
        var refused = Endpoint("GET /", 100, 1) with { Failed = 100, Errors = Statuses(("refused", 100)) };

        var trust = Judge(Run(refused) with { ServiceEnd = end });

        trust.Valid.ShouldBeFalse();
        trust.Reasons.ShouldHaveSingleItem().ShouldBe(
            "the service ended by itself at second 6 of the load, with exit code 137 (its last lines are in shop.log of the run's folder)");
        trust.Remarks.ShouldBeEmpty("they follow from it");
    }

    [Theory]
    [InlineData(6, 4, 40, true)]
    [InlineData(6, 3, 30, true)]
    [InlineData(6, 2, 20, false)] // a hiccup at the end
    [InlineData(6, 4, 39, false)] // some of them were answered, with an error
    [InlineData(0, 4, 40, false)] // nothing was ever answered: that is told of the endpoint
    public void A_service_that_stops_answering_until_the_end_is_told_with_the_second(int answered, int silent, long refused, bool told)
    {
        var seconds = Enumerable.Range(0, answered + silent)
            .Select(second => new SecondMetrics { Second = second, Requests = 10, Failed = second < answered ? 1 : 10 }).ToList();
        var endpoint = Endpoint("GET /", 100, 8) with { Failed = 60, Errors = Statuses(("refused", refused - 1), ("reset", 1)) };

        var trust = Judge(Run(endpoint) with { Seconds = seconds });

        trust.Valid.ShouldBeTrue();
        trust.Remarks.Any(remark => remark.StartsWith($"from second {answered} of the recorded window to its end", StringComparison.Ordinal))
            .ShouldBe(told);
    }

    [Fact]
    public void A_service_that_answers_again_before_the_end_did_not_stop()
    {
        var seconds = Enumerable.Range(0, 10)
            .Select(static second => new SecondMetrics { Second = second, Requests = 10, Failed = second is > 3 and < 9 ? 10 : 0 }).ToList();
        var endpoint = Endpoint("GET /", 100, 8) with { Failed = 50, Errors = Statuses(("refused", 50)) };

        Judge(Run(endpoint) with { Seconds = seconds }).Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void No_request_at_all_spoils_it() => Judge(Run()).Valid.ShouldBeFalse();

    private static RunTrust Judge(RunMetrics run) => TrustJudge.Of(run, "", Host(0.5));

    private static SortedDictionary<string, long> Statuses(params (string Status, long Count)[] counts) =>
        new(counts.Where(static one => one.Count > 0).ToDictionary(static one => one.Status, static one => one.Count), StringComparer.Ordinal);
}
