using Headroom.Analyze;
using Headroom.Analyze.Baselines;
using Headroom.Analyze.Judge;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class RunDiffsTests
{
    private const string Query = "SELECT * FROM votes WHERE user_id = $1";

    private static readonly EndpointMetrics Get = Endpoint("GET /", 10_000, 8);

    [Fact]
    public void A_run_is_no_worse_than_itself()
    {
        var run = Recorded();

        var diff = RunDiffs.Of(run, run);

        diff.Verdict.ShouldBe(DiffVerdict.NoRegression);
        diff.Counters.Count.ShouldBeGreaterThan(20);
        diff.Counters.ShouldAllBe(counter => counter.Outcome == DiffOutcome.Same && counter.Base.Equals(counter.Head));
        diff.Failures.Count.ShouldBeGreaterThan(10);
        diff.Failures.ShouldAllBe(failure => failure.Outcome == DiffOutcome.Same);
        diff.Findings.ShouldAllBe(finding => finding.Base == finding.Head);
    }

    [Fact]
    public void A_run_that_cannot_be_trusted_judges_nothing()
    {
        var run = Recorded();
        var late = run with { Result = run.Result with { Trust = run.Result.Trust with { Valid = false, Reasons = ["the generator sent late"] } } };

        var diff = RunDiffs.Of(run, late);

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["the other run cannot be trusted: the generator sent late"]);
    }

    [Theory]
    [InlineData(90, 30, DiffVerdict.Regressed)]
    [InlineData(10, 30, DiffVerdict.CannotTell)] // no worse is no pass
    [InlineData(90, 4, DiffVerdict.CannotTell)] // too short, whatever the machine did
    public void Work_that_got_worse_is_told_though_the_machine_was_noisy(long buffers, int seconds, DiffVerdict verdict)
    {
        var load = (RunMetrics.Kind, (IEvidence)(Run(Get) with { Window = Throughout with { Duration = TimeSpan.FromSeconds(seconds) } }));
        var calm = Trusted(Set(load, (StatementStatistics.Kind, Load(10, rows: 1))));
        var noisy = Trusted(Set(load, (StatementStatistics.Kind, Load(buffers, rows: 1))));
        noisy = noisy with { Result = noisy.Result with { Trust = noisy.Result.Trust with { Valid = false, Reasons = ["other processes took most"] } } };

        var diff = RunDiffs.Of(calm, noisy);

        diff.Verdict.ShouldBe(verdict);
        diff.Reasons[^1].ShouldStartWith("the other run cannot be trusted: other processes took most");
        diff.Reasons.Count.ShouldBe(verdict == DiffVerdict.Regressed ? 2 : 1);
    }

    [Fact]
    public void What_a_killed_run_did_not_come_to_is_no_pass()
    {
        var run = Recorded();
        var killed = run with { Result = run.Result with { Manifest = run.Result.Manifest with { Took = null } } };

        var diff = RunDiffs.Of(run, killed);

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["what the other run did not come to cannot be compared: the run did not end: it was killed"]);
    }

    [Fact]
    public void Runs_with_nothing_in_common_cannot_be_told() => Of(Set(), Set()).Verdict.ShouldBe(DiffVerdict.CannotTell);

    [Theory]
    [InlineData(100, 110, DiffOutcome.Same)]
    [InlineData(100, 111, DiffOutcome.Worse)]
    [InlineData(100, 89, DiffOutcome.Better)]
    [InlineData(3, 7, DiffOutcome.Same)] // four buffers are nothing
    [InlineData(3, 8, DiffOutcome.Worse)]
    public void A_tenth_more_buffers_a_call_are_worse(long was, long now, DiffOutcome outcome)
    {
        var diff = Of(Set((StatementStatistics.Kind, Load(was, rows: 1))), Set((StatementStatistics.Kind, Load(now, rows: 1))));

        diff.Counters.Single(counter => counter.Counter == "buffers_per_call").Outcome.ShouldBe(outcome);
        diff.Verdict.ShouldBe(outcome == DiffOutcome.Worse ? DiffVerdict.Regressed : DiffVerdict.NoRegression);
    }

    [Theory]
    [InlineData(183, 2569, 33, 600, DiffVerdict.CannotTell)] // one cost of some 167 buffers, and 13 a call
    [InlineData(1000, 10_000, 500, 10_000, DiffVerdict.CannotTell)]
    [InlineData(1000, 10_000, 500, 10_001, DiffVerdict.Regressed)] // fewer calls touch more in all
    [InlineData(1000, 10_000, 1000, 20_000, DiffVerdict.Regressed)]
    [InlineData(500, 10_000, 1000, 30_000, DiffVerdict.Regressed)] // more calls spread a cost, they do not raise the mean
    [InlineData(33, 600, 183, 2569, DiffVerdict.NoRegression)]
    public void What_sessions_cost_once_is_not_worse_in_a_shorter_run(long callsBefore, long before, long callsAfter, long after, DiffVerdict verdict)
    {
        var diff = Of(Set((StatementStatistics.Kind, Calls(callsBefore, before))), Set((StatementStatistics.Kind, Calls(callsAfter, after))));

        diff.Verdict.ShouldBe(verdict);
        diff.Counters.Single(counter => counter.Counter == "buffers_per_call").Outcome.ShouldBe(verdict == DiffVerdict.Regressed ? DiffOutcome.Worse : DiffOutcome.Same);
    }

    [Fact]
    public void A_statement_is_named_by_its_id_and_the_start_of_its_text_and_says_why_it_is_not_judged()
    {
        var diff = Of(Set((StatementStatistics.Kind, Calls(183, 2569))), Set((StatementStatistics.Kind, Calls(33, 600))));

        diff.Reasons.ShouldBe([$"{StatementText.IdOf(Query)} ({Query}): buffers per call 14.04 -> 18.18, not comparable: 183 calls against 33, and what its sessions cost once may be the difference"]);
    }

    [Fact]
    public void A_run_of_more_calls_is_not_better_for_what_sessions_cost_once()
    {
        var diff = Of(Set((StatementStatistics.Kind, Calls(33, 600))), Set((StatementStatistics.Kind, Calls(183, 2569))));

        diff.Counters.Single(counter => counter.Counter == "buffers_per_call").NotJudged.ShouldNotBeNull();
        Of(Set((StatementStatistics.Kind, Calls(33, 60_000))), Set((StatementStatistics.Kind, Calls(183, 2569)))).Counters[0].Outcome.ShouldBe(DiffOutcome.Better);
    }

    [Fact]
    public void More_rows_are_other_data_and_no_fault() =>
        Of(Set((StatementStatistics.Kind, Load(10, rows: 1))), Set((StatementStatistics.Kind, Load(10, rows: 90)))).Verdict.ShouldBe(DiffVerdict.NoRegression);

    [Fact]
    public void One_more_statement_a_request_is_worse()
    {
        var diff = Of(Set((EndpointStatements.Kind, Alone("GET /", Query))), Set((EndpointStatements.Kind, Alone("GET /", Query, "SELECT 1"))));

        diff.Reasons.ShouldBe(["GET /: statements per request 1 -> 2"]);
    }

    [Theory]
    [InlineData(0, 5, DiffOutcome.Same)] // p = 1/32
    [InlineData(0, 30, DiffOutcome.Worse)]
    [InlineData(30, 0, DiffOutcome.Better)]
    [InlineData(100, 130, DiffOutcome.Same)]
    [InlineData(100, 200, DiffOutcome.Worse)]
    public void More_failures_than_chance_gives_are_worse(int was, int now, DiffOutcome outcome)
    {
        var diff = Of(Set((RunMetrics.Kind, Run(Failing(was)))), Set((RunMetrics.Kind, Run(Failing(now)))));

        diff.Failures.ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
        (diff.Verdict == DiffVerdict.Regressed).ShouldBe(outcome == DiffOutcome.Worse);
    }

    [Fact]
    public void A_rise_below_a_thousandth_is_nobodys_outage_however_many_requests_show_it()
    {
        var (was, now) = (Get with { Requests = 10_000_000, Failed = 1_000 }, Get with { Requests = 10_000_000, Failed = 9_000 });

        var failure = Of(Set((RunMetrics.Kind, Run(was))), Set((RunMetrics.Kind, Run(now)))).Failures.ShouldHaveSingleItem();

        (failure.Outcome, failure.PValue < 1e-6).ShouldBe((DiffOutcome.Same, true));
    }

    [Fact]
    public void A_check_that_fails_more_is_worse_though_no_request_failed()
    {
        var (was, now) = (Get with { Checks = [new CheckMetrics("has a body", 10_000, 0)] }, Get with { Checks = [new CheckMetrics("has a body", 9_000, 1_000)] });

        Of(Set((RunMetrics.Kind, Run(was))), Set((RunMetrics.Kind, Run(now)))).Reasons.ShouldBe(["GET /: check \"has a body\" failed 0 of 10000 -> 1000 of 10000"]);
    }

    [Fact]
    public void An_endpoint_that_is_gone_is_worse_and_a_new_one_is_not()
    {
        var (one, two) = (Set((RunMetrics.Kind, Run(Get))), Set((RunMetrics.Kind, Run(Get, Endpoint("GET /more", 100, 8)))));
        var rare = Set((RunMetrics.Kind, Run(Get, Endpoint("GET /rare", 19, 8))));

        (Of(two, one).Verdict, Of(two, one).Reasons[0]).ShouldBe((DiffVerdict.Regressed, "only in base: GET /more"));
        Of(rare, one).Verdict.ShouldBe(DiffVerdict.NoRegression, "19 requests may all have been drawn elsewhere");
        (Of(one, two).Verdict, Of(one, two).Routes[0]).ShouldBe((DiffVerdict.NoRegression, "only in head: GET /more"));
    }

    [Fact]
    public void Runs_that_asked_no_endpoint_in_common_cannot_be_told()
    {
        var diff = Of(Set((RunMetrics.Kind, Run(Get))), Set((RunMetrics.Kind, Run(Endpoint("GET /items", 500, 8)))));

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["the runs have no endpoint with requests and no statement with enough calls in common"]);
        diff.Routes.ShouldBe(["only in base: GET /", "only in head: GET /items"]);
    }

    [Theory]
    [InlineData(10, DiffVerdict.CannotTell, "the runs have no endpoint in common")]
    [InlineData(90, DiffVerdict.Regressed, "buffers per call 10 -> 90")]
    public void A_statement_in_common_is_no_pass_of_runs_that_asked_no_endpoint_in_common(long buffers, DiffVerdict verdict, string reason)
    {
        var earlier = Set((RunMetrics.Kind, Run(Get)), (StatementStatistics.Kind, Load(10, rows: 1)));
        var later = Set((RunMetrics.Kind, Run(Endpoint("GET /items", 500, 8))), (StatementStatistics.Kind, Load(buffers, rows: 1)));

        var diff = Of(earlier, later);

        diff.Verdict.ShouldBe(verdict);
        diff.Reasons.ShouldHaveSingleItem().ShouldEndWith(reason);
    }

    [Fact]
    public void A_finding_at_an_endpoint_that_the_other_run_did_not_ask_is_neither_new_nor_gone()
    {
        var (some, all) = (Set((RunMetrics.Kind, Run(Get))), Set((RunMetrics.Kind, Run(Get, Endpoint("POST /votes", 15, 8)))));
        var finding = Grave(new Subject { Endpoint = "POST /votes" });

        foreach (var (earlier, later) in new[] { (Having(some), Having(all, finding)), (Having(all, finding), Having(some)) })
        {
            var diff = RunDiffs.Of(earlier, later);
            (diff.Verdict, diff.Findings.ShouldHaveSingleItem().Unseen).ShouldBe((DiffVerdict.NoRegression, "that run did not ask POST /votes"));
        }

        RunDiffs.Of(Having(all), Having(all, finding)).Reasons.ShouldBe([$"new finding: {finding.Title}"]);
    }

    [Theory]
    [InlineData("votes", null, DiffVerdict.Regressed)] // whatever was asked
    [InlineData("orders", "that run's database has no table in common with this one's", DiffVerdict.CannotTell)]
    public void A_finding_without_an_endpoint_is_compared_within_one_database(string table, string? unseen, DiffVerdict verdict)
    {
        var before = Set((RunMetrics.Kind, Run(Get)), (DatabaseCatalogue.Kind, Catalogue([Table(table, 100)])));
        var after = Set((RunMetrics.Kind, Run(Endpoint("GET /items", 500, 8))), (DatabaseCatalogue.Kind, Catalogue([Table("votes", 100)])));
        var (earlier, later) = (Having(before), Having(after, Grave(new Subject { Table = "votes" })));

        var diff = RunDiffs.Of(earlier, later);
        var beside = BaselineDiffs.Of(new BaselinePair
        {
            Base = OwnRun.Of(earlier.Evidence, earlier.Result),
            Head = OwnRun.Of(later.Evidence, later.Result),
            BaseRecorded = earlier,
            HeadRecorded = later,
        });

        (diff.Verdict, diff.Findings.ShouldHaveSingleItem().Unseen).ShouldBe((verdict, unseen));
        (beside.Verdict, beside.Findings.ShouldHaveSingleItem().Unseen).ShouldBe((verdict, unseen));
    }

    [Fact]
    public void Runs_over_databases_without_a_table_in_common_cannot_be_told_whatever_they_asked()
    {
        var before = Set((RunMetrics.Kind, Run(Get)), (DatabaseCatalogue.Kind, Catalogue([Table("orders", 100)])));
        var after = Set((RunMetrics.Kind, Run(Get)), (DatabaseCatalogue.Kind, Catalogue([Table("votes", 100)])));

        var diff = RunDiffs.Of(Having(before), Having(after));

        (diff.Verdict, diff.Reasons.ShouldHaveSingleItem()).ShouldBe((DiffVerdict.CannotTell, "the databases of the runs have no table in common"));
    }

    [Fact]
    public void What_is_wrong_with_a_service_is_not_compared_with_what_is_wrong_with_another()
    {
        var (one, other) = (Set((RunMetrics.Kind, Run(Get))), Set((RunMetrics.Kind, Run(Endpoint("GET /items", 500, 8)))));
        var finding = Grave(new Subject { Service = "shop" });

        RunDiffs.Of(Having(one), Having(other, finding)).Findings.ShouldHaveSingleItem().Unseen.ShouldBe("the runs have no endpoint in common");
        RunDiffs.Of(Having(one), Having(one, finding)).Verdict.ShouldBe(DiffVerdict.Regressed);
    }

    [Fact]
    public void A_grave_finding_is_new_only_when_the_earlier_run_looked_for_it()
    {
        var run = Recorded();
        var grave = run.Result.Findings.First(finding => finding.Severity >= Severity.High);
        var clean = Without(run, grave, new DetectorOutcome { Detector = grave.Detector, Outcome = "clean" });
        var unseen = Without(run, grave, new DetectorOutcome { Detector = grave.Detector, Outcome = "not_run", Reason = "no database" });
        var folded = Without(run, grave, new DetectorOutcome { Detector = grave.Detector, Outcome = "found" });
        var refuted = clean with { Result = clean.Result with { Rejected = [grave] } };

        RunDiffs.Of(clean, run).Reasons.ShouldContain($"new finding: {grave.Title}");
        RunDiffs.Of(run, clean).Verdict.ShouldBe(DiffVerdict.NoRegression);
        foreach (var (other, why) in new[] { (unseen, "no database"), (folded, "what it found there is told with another finding"), (refuted, "it was tried there, and refuted") })
        {
            var diff = RunDiffs.Of(other, run);
            (diff.Verdict, diff.Findings[0].Unseen).ShouldBe((DiffVerdict.NoRegression, why));
        }
    }

    [Fact]
    public void A_missing_index_is_the_same_with_a_clone_and_without_one()
    {
        var (unverified, searched) = (Advising("unindexed-sort", "user_id", "id"), Advising("unindexed-filter", "user_id"));

        foreach (var (earlier, later) in new[] { (unverified, searched), (searched, unverified) })
        {
            var diff = RunDiffs.Of(earlier, later);
            diff.Reasons.ShouldNotContain(reason => reason.StartsWith("new finding", StringComparison.Ordinal));
            diff.Findings.ShouldHaveSingleItem().ShouldBe(new FindingDiff(
                later.Result.Findings[0].Fingerprint, "An index is missing", Severity.High, Severity.High, null, earlier.Result.Findings[0].Fingerprint));
        }
    }

    [Fact]
    public void Another_missing_index_is_new()
    {
        var known = Advising("unindexed-sort", "user_id", "id");
        var ofColumn = Advising("unindexed-filter", "value");
        var ofFamily = Advising("duplicate-index", "user_id");
        var ofStatement = Advising("unindexed-filter", "user_id");
        var other = ofStatement.Result.Findings[0] with { Subject = ofStatement.Result.Findings[0].Subject with { StatementId = "another" } };
        ofStatement = ofStatement with { Result = ofStatement.Result with { Findings = [other] } };

        foreach (var later in new[] { ofColumn, ofFamily, ofStatement })
        {
            RunDiffs.Of(known, later).Reasons.ShouldContain("new finding: An index is missing");
        }
    }

    [Fact]
    public void An_index_that_the_base_had_and_the_other_lacks_is_new()
    {
        var catalogue = Catalogue([Table("votes", 100_000)], Index("votes", "votes_user", null, "user_id"));
        var had = Advising("unindexed-sort", "user_id", "id");
        had = had with { Evidence = Set((DatabaseCatalogue.Kind, catalogue)) };
        var chosen = new ChosenIndex
        {
            Index = new IndexDefinition { Schema = "public", Table = "votes", Keys = [new IndexKey("user_id", "user_id", false, false)] },
            Name = "i",
            ServesOrder = false,
            ServesForeignKey = false,
            Statements = [StatementText.IdOf(Query)],
        };
        var search = new IndexSearch { Window = Throughout, Provenance = "", Baseline = [], Trials = [], Chosen = [chosen], Refuted = [] };
        var lost = Advising("unindexed-filter", "user_id") with { Evidence = Set((IndexSearch.Kind, search)) };

        RunDiffs.Of(had, lost).Reasons.ShouldContain("new finding: An index is missing");
    }

    [Fact]
    public void What_the_base_counted_and_the_other_did_not_is_no_pass()
    {
        var statements = Set((StatementStatistics.Kind, Load(10, rows: 1)), (EndpointStatements.Kind, Alone("GET /", Query)));

        var diff = Of(statements, Set((EndpointStatements.Kind, Alone("GET /", Query))));

        (diff.Verdict, diff.Reasons[0]).ShouldBe((DiffVerdict.CannotTell, "the base run has statistics of statements, the other has none"));
    }

    [Fact]
    public void Buffers_that_more_rows_take_are_no_fault() =>
        Of(Set((StatementStatistics.Kind, Load(100, rows: 10))), Set((StatementStatistics.Kind, Load(900, rows: 90)))).Verdict.ShouldBe(DiffVerdict.NoRegression);

    [Fact]
    public void Buffers_of_a_statement_that_was_cut_short_are_not_known()
    {
        var cut = Load(0, rows: 0);
        cut = cut with { Statements = [.. cut.Statements.Select(statement => statement with { IsCutShort = true })] };

        Of(Set((StatementStatistics.Kind, cut)), Set((StatementStatistics.Kind, Load(5000, rows: 1)))).Counters.ShouldBeEmpty();
    }

    [Fact]
    public void An_endpoint_that_never_succeeded_alone_has_no_statements_to_compare()
    {
        var failed = Alone("GET /", Query);
        failed = failed with { Endpoints = [failed.Endpoints[0] with { Requests = 0, Statements = [] }] };

        Of(Set((EndpointStatements.Kind, failed)), Set((EndpointStatements.Kind, Alone("GET /", Query)))).Counters.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10, 11, DiffOutcome.Worse)]
    [InlineData(10, 12, DiffOutcome.Same)]
    public void Failures_under_another_load_are_not_judged(double was, double now, DiffOutcome outcome)
    {
        var diff = Of(
            Set((RunMetrics.Kind, Run(Failing(0)) with { OfferedRate = new PerSecond(was) })), Set((RunMetrics.Kind, Run(Failing(500)) with { OfferedRate = new PerSecond(now) })));

        (diff.Failures.ShouldHaveSingleItem().Outcome, diff.Unlike.Count).ShouldBe((outcome, outcome == DiffOutcome.Same ? 1 : 0));
    }

    [Fact]
    public void What_rose_under_another_load_is_no_pass_whatever_the_counters_say()
    {
        var statements = (StatementStatistics.Kind, (IEvidence)Load(10, rows: 1));
        var light = Set((RunMetrics.Kind, Run(Failing(0)) with { OfferedRate = new PerSecond(10) }), statements);
        var heavy = Set((RunMetrics.Kind, Run(Failing(500)) with { OfferedRate = new PerSecond(20) }), statements);
        var calm = Set((RunMetrics.Kind, Run(Failing(0)) with { OfferedRate = new PerSecond(20) }), statements);

        Of(light, heavy).Verdict.ShouldBe(DiffVerdict.CannotTell);
        Of(light, heavy).Reasons.ShouldHaveSingleItem().ShouldEndWith(", and the load is another");
        Of(light, calm).Verdict.ShouldBe(DiffVerdict.NoRegression, "the counted work is as before, and nothing rose");
        Of(Given.Without(light, StatementStatistics.Kind), Given.Without(calm, StatementStatistics.Kind)).Verdict.ShouldBe(DiffVerdict.CannotTell, "nothing was judged");
    }

    [Fact]
    public void A_check_that_the_other_run_did_not_make_is_no_pass()
    {
        var made = Set((RunMetrics.Kind, Run(Get with { Checks = [new CheckMetrics("has a body", 100, 0)] })));

        var diff = Of(made, Set((RunMetrics.Kind, Run(Get))));

        (diff.Verdict, diff.Reasons[0]).ShouldBe((DiffVerdict.CannotTell, "GET /: the other run did not make the check \"has a body\""));
    }

    private static Finding Grave(Subject subject) => Recorded().Result.Findings[0] with
    {
        Detector = "n-plus-one-query",
        Fingerprint = "n-plus-one-query:subject",
        Title = "It asks too often",
        Severity = Severity.High,
        Subject = subject,
        Endpoints = [],
        Remedies = [],
    };

    // A run that looked for one fault alone.
    private static RecordedRun Having(EvidenceSet evidence, params Finding[] findings)
    {
        var run = Trusted(evidence);
        var outcome = new DetectorOutcome { Detector = "n-plus-one-query", Outcome = findings.Length > 0 ? "found" : "clean" };
        return run with { Result = run.Result with { Findings = findings, Rejected = [], Outcomes = [outcome] } };
    }

    // A run whose one finding is a missing index, and whose detectors all looked.
    private static RecordedRun Advising(string detector, params string[] columns)
    {
        var run = Trusted(Set());
        var finding = Recorded().Result.Findings[0] with
        {
            Detector = detector,
            Fingerprint = $"{detector}:votes({string.Join(',', columns)})",
            Title = "An index is missing",
            Severity = Severity.High,
            Subject = new Subject { Table = "votes", Columns = columns, StatementId = StatementText.IdOf(Query) },
            Remedies = [new Remedy { Kind = RemedyKind.Index, Scope = RemedyScope.Schema, Up = "CREATE INDEX", Risk = "" }],
        };
        string[] detectors = ["unindexed-filter", "unindexed-sort", "duplicate-index"];
        return run with
        {
            Result = run.Result with
            {
                Findings = [finding],
                Rejected = [],
                Outcomes = [.. detectors.Select(id => new DetectorOutcome { Detector = id, Outcome = id == detector ? "found" : "clean" })],
            },
        };
    }

    private static RecordedRun Without(RecordedRun run, Finding finding, DetectorOutcome outcome) => run with
    {
        Result = run.Result with
        {
            Findings = [.. run.Result.Findings.Where(other => other.Detector != finding.Detector)],
            Outcomes = [.. run.Result.Outcomes.Where(other => other.Detector != outcome.Detector), outcome],
        },
    };

    private static RunDiff Of(EvidenceSet earlier, EvidenceSet later) => RunDiffs.Of(Trusted(earlier), Trusted(later));

    private static RecordedRun Trusted(EvidenceSet evidence)
    {
        var recorded = Recorded();
        var endpoints = (evidence.Find<RunMetrics>()?.Endpoints ?? []).Select(endpoint => recorded.Result.Endpoints[0] with { Endpoint = endpoint.Endpoint, Requests = endpoint.Requests });
        return new RecordedRun(evidence, recorded.Result with { Endpoints = [.. endpoints], Findings = [] });
    }

    private static RecordedRun Recorded()
    {
        var folder = RunFolder.Open(RunGoldenTests.FolderOf("clipper-all-defects"))!;
        var evidence = folder.ReadEvidence();
        var result = Auditor.Audit(evidence, folder.ReadPlan(), folder.ReadManifest());
        return new RecordedRun(evidence, result with { Trust = result.Trust with { Valid = true, Reasons = [] } });
    }

    private static EndpointMetrics Failing(int count) => Get with { Failed = count };

    private static StatementStatistics Calls(long calls, long buffers)
    {
        var load = Statements((Query, 50));
        return load with { Statements = [.. load.Statements.Select(statement => statement with { Calls = calls, Buffers = buffers, Rows = 0 })] };
    }

    private static StatementStatistics Load(long buffers, long rows)
    {
        var load = Statements((Query, 50));
        return load with { Statements = [.. load.Statements.Select(statement => statement with { Calls = 100, Buffers = 100 * buffers, Rows = 100 * rows })] };
    }
}
