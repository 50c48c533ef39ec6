using Headroom.Analyze.Baselines;
using Headroom.Model.Results;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Baselines.GivenRuns;

namespace Headroom.Tests.Unit.Analyze.Baselines;

public sealed class BaselineDiffsTests
{
    private static readonly ImportedEndpoint Feed = Called("GET /feed", 6_000, ("500", 6));

    [Fact]
    public void A_run_is_no_worse_than_itself()
    {
        var diff = Of(Imported(Feed), Imported(Feed));

        diff.Verdict.ShouldBe(DiffVerdict.NoRegression);
        diff.Failures.ShouldHaveSingleItem().Outcome.ShouldBe(DiffOutcome.Same);
        diff.Acceptance.ShouldAllBe(assertion => assertion.Passed == true);
        diff.Unlike.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(6, DiffOutcome.Same)]
    [InlineData(15, DiffOutcome.Same)] // a thousandth and a half more is within chance
    [InlineData(60, DiffOutcome.Worse)]
    [InlineData(0, DiffOutcome.Same)] // fewer by a thousandth are not better
    public void More_failures_than_chance_gives_are_worse(long failed, DiffOutcome outcome)
    {
        var diff = Of(Imported(Feed), Imported(Called("GET /feed", 6_000, ("500", failed))));

        diff.Failures.ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
        (diff.Verdict == DiffVerdict.Regressed).ShouldBe(outcome == DiffOutcome.Worse);
    }

    [Fact]
    public void Endpoints_are_held_against_each_other_by_their_routes_whatever_the_tool_calls_them()
    {
        var named = Imported(Called("http://shop/clips/17", 3_000) with { Method = "GET" }, Called("http://shop/clips/18", 3_000) with { Method = "GET" });

        var failures = Of(named, Imported(Called("GET /clips/{id}", 6_000, ("500", 600)))).Failures.ShouldHaveSingleItem();

        (failures.Endpoint, failures.BaseTotal, failures.Outcome).ShouldBe(("GET /clips/{id}", 6_000L, DiffOutcome.Worse));
    }

    [Theory]
    [InlineData(60, 60, 600, DiffVerdict.Regressed)]
    [InlineData(60, 66, 600, DiffVerdict.Regressed)] // within a tenth: the same load
    [InlineData(60, 50, 600, DiffVerdict.CannotTell)] // a heavier load may have made them
    [InlineData(60, 50, 6, DiffVerdict.NoRegression)] // and none more under a heavier load is as good
    [InlineData(60, 80, 600, DiffVerdict.Regressed)] // more under a lighter load are worse for sure
    [InlineData(60, 80, 6, DiffVerdict.CannotTell)] // none more under a lighter load proves nothing
    public void What_another_load_may_have_made_is_not_judged(double before, double after, long failed, DiffVerdict verdict)
    {
        var diff = Of(Imported(Feed) with { DurationS = before }, Imported(Called("GET /feed", 6_000, ("500", failed))) with { DurationS = after });

        diff.Verdict.ShouldBe(verdict, string.Join("; ", diff.Reasons));
    }

    [Fact]
    public void A_run_that_does_not_tell_its_rate_proves_nothing()
    {
        var diff = Of(Imported(Feed) with { DurationS = null }, Imported(Called("GET /feed", 6_000, ("500", 600))));

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Unlike.ShouldBe(["k6.json does not tell its rate"]);
        diff.Failures.ShouldHaveSingleItem().NotJudged.ShouldBe("k6.json does not tell its rate");
    }

    [Fact]
    public void A_route_that_answered_and_does_not_any_more_is_worse_and_one_that_was_not_asked_is_no_pass()
    {
        var before = Imported(Feed, Called("GET /more", 100));

        var unasked = Of(before, Imported(Feed));
        var gone = Of(before, Imported(Feed, Called("GET /more", 100, ("404", 100))));
        var hardlyAsked = Of(before, Imported(Feed, Called("GET /more", 19, ("404", 19))));

        unasked.Verdict.ShouldBe(DiffVerdict.CannotTell);
        unasked.Routes.ShouldContain(new ComparedRoute("GET /more", null));
        gone.Verdict.ShouldBe(DiffVerdict.Regressed);
        gone.Routes.ShouldContain(new ComparedRoute("GET /more", false));
        hardlyAsked.Routes.ShouldContain(new ComparedRoute("GET /more", null));
        Of(Imported(Feed, Called("GET /more", 100, ("404", 100))), Imported(Feed)).Routes.ShouldHaveSingleItem("it never answered").Endpoint.ShouldBe("GET /feed");
        Of(Imported(Feed, Called("checkout page", 100)), Imported(Feed)).Verdict.ShouldBe(DiffVerdict.NoRegression, "it is no route");
    }

    [Theory]
    [InlineData("404", 60, "GET /feed: 4xx, 60 of 6000")]
    [InlineData("302", 60, "GET /feed: 3xx, 60 of 6000")]
    [InlineData("0", 60, "GET /feed: no answer, 60 of 6000")]
    [InlineData("404", 6, "")] // a thousandth
    [InlineData("503", 60, "")] // 5xx was there before
    public void A_class_of_statuses_that_was_not_there_is_told(string status, long count, string told) =>
        string.Join('\n', Of(Imported(Feed), Imported(Called("GET /feed", 6_000, (status, count)))).NewStatus).ShouldBe(told);

    [Fact]
    public void A_check_is_found_by_its_name_without_its_groups()
    {
        var before = Imported(Feed) with { Checks = [new ImportedCheck("Home::feed is 200", 6_000, 0)] };
        var after = Imported(Feed) with { Checks = [new ImportedCheck("GET /feed::feed is 200", 5_000, 1_000)] };

        var check = Of(before, after).Failures.Single(row => row.Check is not null);

        (check.Check, check.BaseTotal, check.HeadFailed, check.Outcome).ShouldBe(("feed is 200", 6_000L, 1_000L, DiffOutcome.Worse));
        Of(before, after).Acceptance.ShouldContain(assertion => assertion.Name == "check \"feed is 200\" fails no more often than in k6.json" && assertion.Passed == false);
    }

    [Fact]
    public void Checks_of_one_name_in_several_groups_are_told_apart_where_both_runs_have_the_groups()
    {
        static ImportedRun Checked(long fails) =>
            Imported(Feed) with { Checks = [new ImportedCheck("Home::ok", 100_000, 0), new ImportedCheck("Checkout::ok", 100 - fails, fails)] };

        var worse = Of(Checked(0), Checked(40)).Failures.Single(static row => row.Outcome == DiffOutcome.Worse);

        (worse.Check, worse.HeadFailed, worse.HeadTotal).ShouldBe(("Checkout::ok", 40L, 100L));
    }

    [Fact]
    public void A_check_that_the_fresh_run_did_not_make_is_no_pass()
    {
        var diff = Of(Imported(Feed) with { Checks = [new ImportedCheck("Home::ok", 10, 0), new ImportedCheck("never made", 0, 0)] }, Imported(Feed));

        diff.UnmadeChecks.ShouldBe(["ok"]);
        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["could not be judged: check \"ok\" fails no more often than in k6.json"]);
    }

    [Fact]
    public void What_rose_under_a_heavier_load_is_no_pass_though_all_else_is_as_before()
    {
        var before = Imported(Feed, Called("GET /more", 6_000));
        var after = Imported(Feed, Called("GET /more", 6_000, ("500", 600))) with { DurationS = 50 };

        var diff = Of(before, after);

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["could not be judged: requests of GET /more fail no more often than in k6.json"]);
    }

    [Theory]
    [InlineData(1_000, DiffVerdict.Regressed)]
    [InlineData(3_000, DiffVerdict.CannotTell)] // it was asked three times as often
    public void More_failures_of_an_endpoint_that_was_asked_more_often_are_not_judged(long requests, DiffVerdict verdict) => Of(
        Imported(Feed, Called("POST /orders", 1_000)), Imported(Called("GET /feed", 7_000 - requests, ("500", 6)), Called("POST /orders", requests, ("429", requests / 10)))).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(10, DiffOutcome.Worse)]
    [InlineData(1, DiffOutcome.Same)]
    public void Few_requests_prove_what_is_worse_and_not_what_is_as_good(long failed, DiffOutcome outcome)
    {
        var row = Of(Imported(Feed, Called("GET /more", 100)), Imported(Feed, Called("GET /more", 19, ("500", failed)))).Failures.Single(static each => each.Endpoint == "GET /more");

        row.Outcome.ShouldBe(outcome);
        (row.NotJudged is null).ShouldBe(outcome == DiffOutcome.Worse);
    }

    [Theory]
    [InlineData("404", "GET /feed: 4xx, 600 of 6000")]
    [InlineData("302", "GET /feed: 3xx, 600 of 6000")]
    [InlineData("429", "")]
    [InlineData("0", "")]
    public void A_heavier_load_makes_refusals_and_no_other_new_class_of_statuses(string status, string told) => string.Join(
        '\n', Of(Imported(Feed), Imported(Called("GET /feed", 6_000, (status, 600))) with { DurationS = 50 }).NewStatus).ShouldBe(told);

    [Fact]
    public void Statuses_that_the_fresh_run_does_not_tell_are_no_pass()
    {
        var diff = Of(Imported(Feed), Imported(Feed with { Status = null }));

        diff.UntoldStatus.ShouldBe(["GET /feed"]);
        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        Of(Imported(Feed with { Status = null }), Imported(Feed)).Verdict.ShouldBe(DiffVerdict.NoRegression, "the base run tells none");
    }

    [Fact]
    public void A_path_without_its_method_is_held_against_all_its_methods_together()
    {
        var named = Imported(Called("GET /orders", 4_000), Called("POST /orders", 2_000, ("500", 600)));

        var failures = Of(Imported(Called("/orders", 6_000)), named).Failures.ShouldHaveSingleItem();
        var mirrored = Of(named, Imported(Called("/orders", 6_000, ("500", 600)))).Failures.ShouldHaveSingleItem();

        (failures.HeadTotal, failures.HeadFailed, failures.Outcome).ShouldBe((6_000L, 600L, DiffOutcome.Worse));
        (mirrored.BaseTotal, mirrored.BaseFailed, mirrored.Outcome).ShouldBe((6_000L, 600L, DiffOutcome.Same));
    }

    [Fact]
    public void A_name_that_is_no_route_and_that_the_fresh_run_does_not_have_is_told() =>
        Of(Imported(Feed, Called("checkout page", 100)), Imported(Feed)).Unlike.ShouldBe(["checkout page is no route, and the fresh run has nothing of this name: it is not compared"]);

    [Fact]
    public void Latency_is_shown_and_never_judged()
    {
        var slow = Feed with { P95Ms = 9_000 };

        var diff = Of(Imported(Feed), Imported(slow));

        diff.Verdict.ShouldBe(DiffVerdict.NoRegression);
        diff.Latency.ShouldContain(new ComparedLatency("GET /feed", 20, 9_000));
        diff.LatencyCommand.ShouldBe("headroom compare URL-OF-THE-BASE-BUILD http://127.0.0.1:5080/ --scenario load.yaml");
    }

    [Fact]
    public void Several_names_of_one_route_have_no_common_percentile() =>
        Of(Imported(Called("GET /clips/1", 50), Called("GET /clips/2", 50)), Imported(Called("GET /clips/{id}", 100)))
            .Latency.ShouldContain(new ComparedLatency("GET /clips/{id}", null, 20));

    [Fact]
    public void Runs_with_nothing_in_common_cannot_be_told() =>
        Of(Imported() with { Endpoints = null, Requests = null, HttpReqFailed = null }, Imported(Feed)).Verdict.ShouldBe(DiffVerdict.CannotTell);

    private static BaselineComparison Of(ImportedRun before, ImportedRun after) =>
        BaselineDiffs.Of(new BaselinePair { Base = before, Head = after, Url = new Uri("http://127.0.0.1:5080") });
}
