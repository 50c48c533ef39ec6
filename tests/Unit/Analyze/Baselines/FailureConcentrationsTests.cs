using Headroom.Analyze.Baselines;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Baselines;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Baselines.GivenRuns;

namespace Headroom.Tests.Unit.Analyze.Baselines;

public sealed class FailureConcentrationsTests
{
    private static readonly ImportedEndpoint Reads = Called("GET /feed", 5_000, ("429", 5));

    private static readonly EndpointBurst Shedding = new()
    {
        Endpoint = "POST /orders",
        Sent = 40,
        Accepted = 10,
        AcceptedBeforeRefusal = 10,
        Elapsed = TimeSpan.FromSeconds(1),
        Refusals = [new BurstRefusals(503, 30, 28)],
    };

    [Fact]
    public void An_endpoint_that_fails_more_than_the_rest_stands_out_and_the_rest_does_not()
    {
        var places = FailureConcentrations.Of(Imported(Reads, Called("POST /orders", 1_000, ("429", 200))), probe: null);

        var place = places.Endpoints.ShouldHaveSingleItem();
        (place.Endpoint, place.IsWrite == true).ShouldBe(("POST /orders", true));
        (place.Requests, place.Failed, place.OtherRequests, place.OtherFailed).ShouldBe((1_000L, 200L, 5_000L, 5L));
        (place.Verdict, place.PValue < 0.01).ShouldBe((FailureVerdict.RateLimit, true));
        (places.Spread!.Endpoint, places.Spread.Failed, places.Spread.Verdict).ShouldBe((FailureConcentrations.Others, 5L, FailureVerdict.RateLimit));
        place.Reasons[0].ShouldBe("status 429: 200");
    }

    [Fact]
    public void The_worst_endpoint_does_not_hide_the_next()
    {
        var places = FailureConcentrations.Of(
            Imported(Called("GET /a", 1_000, ("429", 500)), Called("GET /b", 1_000, ("500", 100)), Called("GET /c", 1_000)), probe: null);

        places.Endpoints.Select(place => (place.Endpoint, place.Verdict, place.OtherRequests, place.OtherFailed)).ShouldBe(
        [
            ("GET /a", FailureVerdict.RateLimit, 2_000L, 100L),
            ("GET /b", FailureVerdict.Fault, 1_000L, 0L),
        ]);
        places.Spread.ShouldBeNull();
    }

    [Fact]
    public void Endpoints_of_one_name_are_told_apart_by_their_methods()
    {
        var places = FailureConcentrations.Of(
            Imported(Called("/orders", 5_000, ("500", 5)) with { Method = "GET" }, Called("/orders", 1_000, ("429", 200)) with { Method = "POST" }), probe: null);

        places.Endpoints.ShouldHaveSingleItem().Endpoint.ShouldBe("POST /orders");
        (places.Spread!.Failed, places.Spread.Verdict).ShouldBe((5L, FailureVerdict.Fault));
    }

    [Fact]
    public void Failures_of_requests_that_the_form_does_not_tell_apart_are_told()
    {
        var run = Imported(Called("GET /feed", 6_000)) with { Requests = 7_000, HttpReqFailed = new Ratio(0.05) };

        FailureConcentrations.Of(run, probe: null).Untold.ShouldBe("350 of 350 failures are of requests that the form (ndjson) does not tell apart");
        FailureConcentrations.Of(run with { HttpReqFailed = new Ratio(0) }, probe: null).Untold.ShouldBeNull();
    }

    [Fact]
    public void The_only_endpoint_is_judged_with_what_the_limit_probe_saw_of_it()
    {
        var run = Imported(Called("POST /orders", 100, ("503", 50)) with { Failures = Paced(1, 20) });
        var probe = new LimitProbe { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)), Provenance = "test", Endpoints = [Shedding] };

        FailureConcentrations.Of(run, probe: null).Spread!.Verdict.ShouldBe(FailureVerdict.Undetermined);
        FailureConcentrations.Of(run, probe).Spread!.Verdict.ShouldBe(FailureVerdict.RateLimit);
    }

    [Fact]
    public void Endpoints_together_are_judged_each_by_its_own_pace()
    {
        static ImportedEndpoint Shed(string name) => Called(name, 100, ("503", 50)) with { FailedByClass = Kinds(("saturation", 50)), Failures = Paced(1, 20) };

        FailureConcentrations.Of(Imported(Shed("GET /a"), Shed("GET /b")), probe: null).Spread!.Verdict.ShouldBe(FailureVerdict.Undetermined);
    }

    [Fact]
    public void Failures_that_are_alike_everywhere_stand_out_nowhere_and_are_judged_as_a_whole()
    {
        var places = FailureConcentrations.Of(Imported(Called("GET /a", 1_000, ("500", 50)), Called("POST /b", 1_000, ("500", 52))), probe: null);

        places.Endpoints.ShouldBeEmpty();
        var spread = places.Spread.ShouldNotBeNull();
        (spread.Endpoint, spread.Failed, spread.Verdict).ShouldBe((FailureConcentrations.All, 102L, FailureVerdict.Fault));
        spread.PValue.ShouldBeNull();
    }

    [Theory]
    [InlineData(1_000_000, 900, 0)] // nine tenths of a thousandth
    [InlineData(1_000_000, 1_100, 1)]
    public void A_difference_below_a_thousandth_is_nobodys_outage(long requests, long failed, int places) =>
        FailureConcentrations.Of(Imported(Called("GET /a", requests), Called("GET /b", requests, ("500", failed))), probe: null).Endpoints.Count.ShouldBe(places);

    [Theory]
    [InlineData(4, 0)] // p = 1/32, and twice that for two endpoints
    [InlineData(12, 1)]
    public void Few_failures_may_be_chance(long failed, int places) =>
        FailureConcentrations.Of(Imported(Called("GET /a", 1_000), Called("GET /b", 1_000, ("500", failed))), probe: null).Endpoints.Count.ShouldBe(places);

    [Fact]
    public void Nothing_failed_is_no_place_and_no_riddle()
    {
        var places = FailureConcentrations.Of(Imported(Called("GET /a", 1_000)), probe: null);

        places.Endpoints.ShouldBeEmpty();
        places.Spread.ShouldBeNull();
        places.Untold.ShouldBeNull();
    }

    [Fact]
    public void A_form_without_endpoints_says_so_and_keeps_the_sum()
    {
        var places = FailureConcentrations.Of(Imported() with { Form = "text", Endpoints = null, Requests = 200, HttpReqFailed = new Ratio(0.1) }, probe: null);

        places.Untold.ShouldBe("the form (text) does not tell the failures of its endpoints apart");
        (places.Spread!.Failed, places.Spread.Verdict).ShouldBe((20L, FailureVerdict.Undetermined));
    }

    [Fact]
    public void A_list_of_failures_tells_its_endpoints_and_their_causes_though_nothing_can_stand_out()
    {
        static ImportedEndpoint Failed(string name, long failed) =>
            new() { Name = name, Method = "POST", Failed = failed, FailedByClass = Kinds(("saturation", failed)) };
        var run = Imported() with
        {
            Form = "failures-csv",
            Requests = null,
            HttpReqFailed = null,
            Endpoints = [Failed("/carts", 3), Failed("/orders", 37)],
        };

        var places = FailureConcentrations.Of(run, probe: null);

        places.Endpoints.Select(place => (place.Endpoint, place.Requests, place.Failed, place.Verdict, place.PValue)).ShouldBe(
        [
            ("POST /orders", 0L, 37L, FailureVerdict.Saturation, null),
            ("POST /carts", 0L, 3L, FailureVerdict.Saturation, null),
        ]);
        places.Endpoints[0].Reasons.ShouldBe(["cause saturation: 37"]);
        places.Spread.ShouldBeNull();
        places.Untold.ShouldBe("the form (failures-csv) does not tell how many requests its endpoints had: none can stand out");
        BaselineText.Render(new ImportedRuns { Runs = [run], Claims = [], Failures = [], Baseline = BaselineTables.Of([run], probe: null) })
            .ShouldContain("  POST /orders (writes): 37 of –\n    saturation: cause saturation: 37\n");
    }

    [Fact]
    public void An_endpoint_without_counts_is_left_out() =>
        FailureConcentrations.Of(Imported(Called("GET /a", 100, ("500", 50)), new ImportedEndpoint { Name = "GET /b", P95Ms = 3 }), probe: null).Endpoints.ShouldBeEmpty();

    [Theory]
    [InlineData("429", null, null, FailureVerdict.RateLimit)]
    [InlineData("503", null, null, FailureVerdict.Saturation)]
    [InlineData("503", 10.0, 20.0, FailureVerdict.Undetermined)] // at once: shed, or gone
    [InlineData("503", 10.1, 20.0, FailureVerdict.Saturation)]
    [InlineData("504", 10.0, 20.0, FailureVerdict.Saturation)]
    [InlineData("500", 1.0, 20.0, FailureVerdict.Fault)]
    [InlineData("500", 39.9, 20.0, FailureVerdict.Fault)]
    [InlineData("500", 40.0, 20.0, FailureVerdict.Saturation)]
    [InlineData("422", 1.0, 20.0, FailureVerdict.Client)]
    [InlineData("0", 1.0, 20.0, FailureVerdict.Undetermined)]
    [InlineData("0", 30_000.0, 20.0, FailureVerdict.Saturation)]
    public void A_status_and_its_pace_tell_the_cause(string status, double? failed, double? succeeded, FailureVerdict verdict)
    {
        var endpoint = Called("GET /a", 100, (status, 50)) with { Failures = failed is { } ms ? Paced(ms, succeeded!.Value) : null };

        var (told, reasons) = FailureVerdicts.Of(endpoint, burst: null);

        told.ShouldBe(verdict);
        reasons.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(4, FailureVerdict.Fault)]
    [InlineData(5, FailureVerdict.Saturation)]
    public void Few_failures_are_late_by_chance(long failed, FailureVerdict verdict) =>
        FailureVerdicts.Of(Called("GET /a", 100, ("500", failed)) with { Failures = Paced(90, 20) }, burst: null).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_503_of_an_endpoint_that_never_answered_otherwise_may_be_a_service_that_is_gone()
    {
        var (verdict, reasons) = FailureVerdicts.Of(Called("GET /a", 50, ("503", 50)), burst: null);

        verdict.ShouldBe(FailureVerdict.Undetermined);
        reasons.ShouldContain("nothing else ever came: a service that is gone behind its gateway looks like one that has no room");
    }

    [Fact]
    public void A_status_that_the_test_expects_is_no_failure()
    {
        var endpoint = Called("GET /a", 1_000, ("404", 500), ("500", 20)) with { Failed = 20, Failures = Paced(20, 20) };

        var (verdict, reasons) = FailureVerdicts.Of(endpoint with { FailedByClass = Kinds(("fault", 20)) }, burst: null);
        var (untold, doubts) = FailureVerdicts.Of(endpoint, burst: null);

        (verdict, reasons[0]).ShouldBe((FailureVerdict.Fault, "status 500: 20"));
        (untold, doubts[^1]).ShouldBe((FailureVerdict.Undetermined, "some of these statuses were expected, and nothing tells which of them failed"));
        FailureVerdicts.Of(endpoint with { Failed = 510 }, burst: null).Verdict.ShouldBe(FailureVerdict.Client, "at least 490 of 510 are wrong requests");
    }

    [Fact]
    public void An_answer_of_a_good_status_that_failed_its_check_counts()
    {
        var endpoint = Called("GET /a", 1_000, ("404", 10)) with { Failed = 100, FailedByClass = Kinds(("client", 10), ("fault", 90)), Failures = Paced(20, 20) };

        FailureVerdicts.Of(endpoint, burst: null).Verdict.ShouldBe(FailureVerdict.Fault);
    }

    [Fact]
    public void Causes_of_less_than_half_of_the_failures_do_not_decide()
    {
        var endpoint = new ImportedEndpoint { Name = "GET /a", Requests = 1_000, Failed = 100, FailedByClass = Kinds(("client", 30), ("fault", 21)) };

        FailureVerdicts.Of(endpoint, burst: null).Verdict.ShouldBe(FailureVerdict.Undetermined);
    }

    [Fact]
    public void Requests_that_the_file_counts_as_too_late_are_saturation_without_the_kinds_of_their_errors()
    {
        var endpoint = Called("GET /a", 100, ("0", 10)) with { FailedByClass = Kinds(("saturation", 8), ("transport", 2)), Failures = Paced(1, 20) };

        FailureVerdicts.Of(endpoint, burst: null).Verdict.ShouldBe(FailureVerdict.Saturation);
    }

    [Fact]
    public void A_mix_is_told_as_a_mix()
    {
        var (verdict, reasons) = FailureVerdicts.Of(Called("GET /a", 1_000, ("503", 40), ("500", 30), ("404", 30)), burst: null);

        (verdict, reasons[^1]).ShouldBe((FailureVerdict.Undetermined, "no cause makes up more than half of them"));
    }

    [Theory]
    [InlineData("timeout", 100, FailureVerdict.Saturation)]
    [InlineData("refused", 100, FailureVerdict.Fault)]
    [InlineData("refused", 50, FailureVerdict.Undetermined)] // it never answered: the address may be wrong
    [InlineData("unresolved", 50, FailureVerdict.Client)]
    [InlineData("reset", 100, FailureVerdict.Undetermined)]
    [InlineData("tls", 50, FailureVerdict.Undetermined)]
    public void The_kind_of_error_tells_why_no_answer_came(string kind, long requests, FailureVerdict verdict)
    {
        var endpoint = Called("GET /a", requests, ("0", 50)) with { Errors = Kinds((kind, 50)), Failures = Paced(0, 20) };

        var (told, reasons) = FailureVerdicts.Of(endpoint, burst: null);

        told.ShouldBe(verdict);
        reasons.ShouldContain($"no answer: {kind}: 50");
        reasons[2].ShouldStartWith($"{kind}: ");
        reasons.ShouldNotContain(static reason => reason.Contains("nothing tells"));
    }

    [Theory]
    [InlineData(10, FailureVerdict.Fault)]
    [InlineData(9, FailureVerdict.Undetermined)]
    public void Without_statuses_what_did_not_fail_was_answered(long requests, FailureVerdict verdict) => FailureVerdicts.Of(
        new ImportedEndpoint { Name = "GET /a", Requests = requests, Failed = 9, FailedByClass = Kinds(("transport", 9)), Errors = Kinds(("refused", 9)) },
        burst: null).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(26, FailureVerdict.Saturation)]
    [InlineData(25, FailureVerdict.Undetermined)] // as many had no code
    public void Kinds_of_half_of_the_requests_without_an_answer_do_not_decide(long late, FailureVerdict verdict) => FailureVerdicts.Of(
        Called("GET /a", 100, ("0", 50)) with { Errors = Kinds(("timeout", late)), Failures = Paced(1, 20) }, burst: null).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_connection_that_was_cut_late_is_saturation() => FailureVerdicts.Of(
        Called("GET /a", 100, ("0", 50)) with { Errors = Kinds(("reset", 50)), Failures = Paced(900, 20) }, burst: null).Verdict.ShouldBe(FailureVerdict.Saturation);

    [Fact]
    public void Kinds_of_error_count_for_the_run_as_a_whole()
    {
        static ImportedEndpoint Refused(string name) =>
            Called(name, 100, ("0", 50)) with { Errors = Kinds(("refused", 50)), FailedByClass = Kinds(("transport", 50)) };

        var spread = FailureConcentrations.Of(Imported(Refused("GET /a"), Refused("GET /b")), probe: null).Spread.ShouldNotBeNull();

        (spread.Failed, spread.Verdict).ShouldBe((100L, FailureVerdict.Fault));
        spread.Reasons.ShouldContain("no answer: refused: 100");
    }

    [Theory]
    [InlineData(50, 50, FailureVerdict.Undetermined)]
    [InlineData(51, 49, FailureVerdict.RateLimit)]
    public void More_than_half_of_the_failures_decide(long limited, long broken, FailureVerdict verdict) =>
        FailureVerdicts.Of(Called("GET /a", 1_000, ("429", limited), ("500", broken)), burst: null).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_503_that_the_limit_probe_saw_with_Retry_After_is_a_rate_limit()
    {
        var endpoint = Called("POST /orders", 100, ("503", 50)) with { Failures = Paced(1, 20) };

        FailureVerdicts.Of(endpoint, burst: null).Verdict.ShouldBe(FailureVerdict.Undetermined);
        var (verdict, reasons) = FailureVerdicts.Of(endpoint, Shedding);

        verdict.ShouldBe(FailureVerdict.RateLimit);
        reasons.ShouldContain("the limit probe sent 40 at once: 30 were refused after 10 accepted, 28 of them with Retry-After");
        FailureVerdicts.Of(endpoint, Shedding with { Refusals = [new BurstRefusals(503, 30, 0)] }).Verdict.ShouldBe(FailureVerdict.Undetermined);
        FailureVerdicts.Of(endpoint, Shedding with { AnnouncesLimit = true }).Reasons.ShouldContain(static reason => reason.EndsWith("its answers tell the limit in a RateLimit header"));
    }

    [Fact]
    public void Causes_that_the_file_tells_are_taken_where_no_single_request_is_known()
    {
        var endpoint = new ImportedEndpoint { Name = "GET /a", Requests = 100, Failed = 9, FailedByClass = new SortedDictionary<string, long> { ["client"] = 8, ["fault"] = 1 } };

        var (verdict, reasons) = FailureVerdicts.Of(endpoint, burst: null);

        verdict.ShouldBe(FailureVerdict.Client);
        reasons.ShouldBe(["cause client: 8, fault: 1"]);
    }

    [Fact]
    public void Nothing_known_is_undetermined_with_the_reason() =>
        FailureVerdicts.Of(new ImportedEndpoint { Name = "GET /a", Requests = 100, Failed = 9 }, burst: null).Reasons.ShouldBe(["no statuses are known"]);

    private static SortedDictionary<string, long> Kinds(params (string Kind, long Count)[] kinds) =>
        new(kinds.ToDictionary(static kind => kind.Kind, static kind => kind.Count), StringComparer.Ordinal);
}
