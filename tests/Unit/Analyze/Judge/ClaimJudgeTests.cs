using Headroom.Analyze.Baselines;
using Headroom.Analyze.Judge;
using Headroom.Load.Import.Claims;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class ClaimJudgeTests
{
    private static readonly BaselineTable NoRuns = new([]);

    private static readonly Finding NPlusOne = SampleFindings.Found[0] with
    {
        Detector = "n-plus-one-query",
        Fingerprint = "n-plus-one-query:GET /clips",
        Title = "GET /clips issues one more statement for every row",
        Subject = new Subject { Endpoint = "GET /clips" },
        Endpoints = ["GET /clips"],
    };

    private static readonly Finding Index = NPlusOne with
    {
        Detector = "unindexed-sort",
        Fingerprint = "unindexed-sort:clips(user_id,created_at)",
        Title = "No index gives clips in the order of created_at",
        Subject = new Subject { Table = "clips", Columns = ["user_id", "created_at"] },
        Endpoints = ["GET /users/{id}/clips"],
    };

    [Fact]
    public void A_finding_of_the_kind_at_the_place_confirms()
    {
        var judged = Judged(Claim("N+1 query in GET /clips"), Result([NPlusOne]));

        (judged.Verdict, judged.Finding, judged.Reason).ShouldBe((ClaimVerdict.Confirmed, NPlusOne.Fingerprint, NPlusOne.Title));
    }

    [Theory]
    [InlineData("Missing index on `clips`(user_id)", ClaimVerdict.Confirmed)] // a sort's index is a missing index
    [InlineData("Missing index makes GET /users/17/clips slow", ClaimVerdict.Confirmed)]
    [InlineData("Missing index on clips (title, created_at)", ClaimVerdict.Confirmed)] // they share a column
    [InlineData("Missing index on clips(title)", ClaimVerdict.Untested)] // they share none
    [InlineData("Missing index on table `clips`. See the plan", ClaimVerdict.Confirmed)] // the end of a sentence is no column
    [InlineData("There are missing indexes", ClaimVerdict.Confirmed)]
    [InlineData("Missing index on `votes`(clip_id)", ClaimVerdict.Untested)] // nobody looked at votes
    [InlineData("Missing index makes GET /feed slow", ClaimVerdict.Untested)] // nor at that
    public void A_missing_index_is_any_of_the_family_at_the_table_or_the_endpoint(string text, ClaimVerdict verdict) =>
        Judged(Claim(text), Result([Index], ("unindexed-filter", "clean"), ("unindexed-sort", "found"))).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_detector_that_looked_there_and_was_clean_refutes()
    {
        var judged = Judged(Claim("N+1 query in GET /clips"), Result([], ("n-plus-one-query", "clean"), ("chatty-endpoint", "clean")));

        (judged.Verdict, judged.Reason).ShouldBe((ClaimVerdict.Refuted, "n-plus-one-query, chatty-endpoint looked for it at GET /clips and found nothing"));
    }

    [Theory]
    [InlineData("not_run", "chatty-endpoint did not run: why not")]
    [InlineData("crashed", "chatty-endpoint did not run: why not")]
    public void Silence_of_a_detector_that_did_not_look_refutes_nothing(string outcome, string reason)
    {
        var result = Result([], ("n-plus-one-query", "clean"));

        var judged = Judged(Claim("N+1 query in GET /clips"), result with
        {
            Outcomes = [.. result.Outcomes, new DetectorOutcome { Detector = "chatty-endpoint", Outcome = outcome, Reason = "why not" }],
        });

        (judged.Verdict, judged.Reason).ShouldBe((ClaimVerdict.Untested, reason));
    }

    [Fact]
    public void An_endpoint_whose_probe_is_missing_is_untested()
    {
        var result = Result([], ("n-plus-one-query", "clean"), ("chatty-endpoint", "clean")) with { NotTested = [new NotTested("scaling of GET /clips", "it returned no rows")] };

        Judged(Claim("N+1 query in GET /clips"), result).Reason.ShouldBe("scaling of GET /clips: it returned no rows");
        Judged(Claim("N+1 query in GET /feed"), result with { Endpoints = [.. result.Endpoints, result.Endpoints[0] with { Endpoint = "GET /feed" }] }).Verdict.ShouldBe(ClaimVerdict.Refuted);
    }

    [Theory]
    [InlineData("GET /clips is chatty", "chatty-endpoint")]
    [InlineData("GET /clips is CPU-bound", "cpu-bound-endpoint")]
    public void An_endpoint_that_never_succeeded_alone_is_untested(string text, string detector)
    {
        var result = Result([], (detector, "clean")) with { NotTested = [new NotTested("the statements of GET /clips", "GET /clips answered 404 to 12 of 12 requests")] };

        Judged(Claim(text), result).Reason.ShouldBe("the statements of GET /clips: GET /clips answered 404 to 12 of 12 requests");
        Judged(Claim(text), result with { NotTested = [] }).Verdict.ShouldBe(ClaimVerdict.Refuted);
    }

    [Fact]
    public void An_endpoint_that_the_load_did_not_ask_is_untested() =>
        Judged(Claim("N+1 query in GET /never"), Result([], ("n-plus-one-query", "clean"))).Reason.ShouldBe("the load sent no request to GET /never");

    [Fact]
    public void A_finding_elsewhere_confirms_nothing() =>
        Judged(Claim("N+1 query in GET /feed"), Result([NPlusOne], ("n-plus-one-query", "found"))).Verdict.ShouldNotBe(ClaimVerdict.Confirmed);

    [Fact]
    public void Advice_that_was_measured_and_rejected_is_refuted()
    {
        var result = Result([]) with { Rejected = [Index with { Proof = SampleFindings.Refutation }] };

        var judged = Judged(Claim("Add an index on `clips`(user_id)"), result);

        (judged.Verdict, judged.Reason).ShouldBe((ClaimVerdict.Refuted, $"tried and measured: {SampleFindings.Refutation.Reason}"));
        Judged(Claim("Add an index on `clips`(title)"), result).Verdict.ShouldBe(ClaimVerdict.Untested, "it is another index");
    }

    [Fact]
    public void A_finding_of_the_whole_service_confirms_what_is_said_of_one_endpoint()
    {
        var pool = NPlusOne with { Detector = "undersized-pool", Subject = new Subject(), Endpoints = [] };

        Judged(Claim("POST /orders exhausts the connection pool"), Result([pool])).Verdict.ShouldBe(ClaimVerdict.Confirmed);
    }

    [Fact]
    public void A_run_that_cannot_be_trusted_confirms_and_refutes_nothing()
    {
        var result = Result([NPlusOne]);

        Judged(Claim("N+1 query in GET /clips"), result with { Trust = result.Trust with { Valid = false, Reasons = ["late"] } }).Verdict.ShouldBe(ClaimVerdict.Untested);
    }

    [Fact]
    public void What_no_detector_looks_for_is_untested() => Judged(Claim("The logo is too large"), Result([])).Reason.ShouldBe("it names no fault that a detector looks for");

    [Fact]
    public void A_rate_limit_that_the_recorded_run_shows_is_confirmed_by_it()
    {
        var place = new FailureConcentration
        {
            Endpoint = "POST /orders",
            Requests = 100,
            Failed = 40,
            OtherRequests = 900,
            OtherFailed = 0,
            Verdict = FailureVerdict.RateLimit,
            Reasons = ["status 429: 40"],
        };
        var table = new BaselineTable([new BaselineRow { Source = "k6.json", Tool = "k6", Concentrations = [place] }]);

        ClaimJudge.Judged([Claim("POST /orders runs into 429s")], Result([]), Set(), table)[0].Reason
            .ShouldBe("k6.json: 40 of 100 requests of POST /orders failed, status 429: 40");
        ClaimJudge.Judged([Claim("GET /clips runs into 429s")], Result([]), Set(), table)[0].Verdict.ShouldBe(ClaimVerdict.Untested);
    }

    [Fact]
    public void What_several_endpoints_show_together_confirms_nothing_of_one()
    {
        var all = new FailureConcentration
        {
            Endpoint = FailureConcentrations.All,
            Requests = 1_000,
            Failed = 40,
            OtherRequests = 0,
            OtherFailed = 0,
            Verdict = FailureVerdict.RateLimit,
            Reasons = ["status 429: 40"],
        };
        var table = new BaselineTable([new BaselineRow { Source = "k6.json", Tool = "k6", Concentrations = [], Spread = all }]);

        ClaimJudge.Judged([Claim("GET /clips runs into 429s")], Result([]), Set(), table)[0].Verdict.ShouldBe(ClaimVerdict.Untested);
        ClaimJudge.Judged([Claim("The service runs into 429s")], Result([]), Set(), table)[0].Verdict.ShouldBe(ClaimVerdict.Confirmed);
    }

    [Fact]
    public void An_endpoint_that_answered_nothing_but_failures_is_untested()
    {
        var result = Result([], ("n-plus-one-query", "clean"), ("chatty-endpoint", "clean"));

        Judged(Claim("N+1 query in GET /clips"), result with { Endpoints = [result.Endpoints[0] with { Error = new Ratio(1) }] }).Reason.ShouldBe("every request to GET /clips failed");
    }

    [Fact]
    public void A_table_that_no_statement_of_the_load_reads_is_untested()
    {
        var clean = Result([], ("unindexed-filter", "clean"));
        var catalogue = Catalogue([Table("votes", 1_000, "clip_id"), Table("clips", 1_000, "id")]);
        var evidence = Set((DatabaseCatalogue.Kind, catalogue), (StatementPlans.Kind, Plans(("SELECT * FROM clips", Scan("clips", 10, 0, null)))));

        var unread = ClaimJudge.Judged([Claim("Missing index on votes(clip_id)")], clean, evidence, NoRuns)[0];
        var read = ClaimJudge.Judged([Claim("Missing index on clips(id)")], clean, evidence, NoRuns)[0];

        (unread.Verdict, unread.Reason).ShouldBe((ClaimVerdict.Untested, "no statement of the load that has a plan reads votes"));
        read.Verdict.ShouldBe(ClaimVerdict.Refuted);
    }

    [Fact]
    public void Every_topic_of_claims_is_a_detector_that_is_there()
    {
        var known = Headroom.Analyze.Catalogue.Detectors.Select(detector => detector.Info.Id).ToList();

        ClaimTopics.All.Select(topic => topic.Detector).Except(known).ShouldBeEmpty();
        ClaimTopics.All.SelectMany(topic => ClaimFamilies.Of(topic.Detector)).Except(known).ShouldBeEmpty();
    }

    private static Claim Claim(string text) => ClaimWords.Of("ai-analysis.json", "/0", text);

    private static Claim Judged(Claim claim, AuditResult result) => ClaimJudge.Judged([claim], result, Set(), NoRuns)[0];

    private static AuditResult Result(IReadOnlyList<Finding> findings, params (string Detector, string Outcome)[] outcomes) => SampleResult.Ready with
    {
        Findings = findings,
        Outcomes = [.. outcomes.Select(outcome => new DetectorOutcome { Detector = outcome.Detector, Outcome = outcome.Outcome })],
        Endpoints = [SampleResult.Blocked.Endpoints[0] with { Endpoint = "GET /clips", Requests = 100 }],
        NotTested = [],
    };
}
