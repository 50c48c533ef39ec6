using Headroom.Analyze;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Profiling;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Audit;

public sealed class AuditDocumentTests
{
    private const string Attack = " a | b `c` <b>d</b> [e](javascript:f) \u202E\n## 99. No chapter\n| x | y |";

    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_chapter_is_there_in_its_order(string sample) => DocumentReading.Chapters(AuditDocument.Render(ReportGoldenTests.Named(sample))).ShouldBe(
    [
        "1. Objectives and service levels", "2. Baseline and traffic", "3. Backend", "4. Front end", "5. Load, stress, soak, chaos", "6. Capacity", "7. Observability",
        "8. Scripts and commands", "9. Risk scoring", "10. Remediation plan", "11. Continuous integration", "12. Reviewer checklist", "13. Findings summary and sign-off",
    ]);

    [Fact]
    public void The_decision_comes_first_with_the_first_fix_its_place_its_gain_and_how_to_verify_it()
    {
        var head = AuditDocument.Render(DocumentSample.Full).Split("\n## ")[0];

        head.ShouldContain("NOT READY");
        head.ShouldContain("`GET /users/{id}/clips, clips (user_id, created_at)`");
        head.ShouldContain("643x fewer buffers per call (measured, 6,430 → 10, 12 pairs)");
        head.ShouldContain("headroom prove 'unindexed-sort:clips(user_id,created_at)'");
    }

    [Theory]
    [InlineData("■ found", "found")]
    [InlineData("● clean", "clean")]
    [InlineData("○ not run", "not_run")]
    [InlineData("○ not run", "crashed")]
    [InlineData("not applicable", "not_applicable")]
    [InlineData("■ found; some did not run", "found", "not_run")]
    [InlineData("○ clean as far as it ran; some did not", "clean", "not_run")]
    [InlineData("○ not run", "not_applicable", "not_run")]
    public void An_area_is_clean_only_where_all_of_its_detectors_ran(string state, params string[] outcomes)
    {
        string[] ids = ["n-plus-one-query", "offset-pagination"];
        var result = SampleResult.Ready with { Outcomes = [.. outcomes.Select((outcome, i) => new DetectorOutcome { Detector = ids[i], Outcome = outcome, Reason = "why" })] };

        Backend(result).ShouldContain($"| Queries | {state} |");
    }

    [Fact]
    public void An_area_that_no_detector_looks_at_is_not_looked_at() => Backend(SampleResult.Ready).ShouldContain("| Asynchronous jobs and queues | ○ not looked at |");

    [Fact]
    public void A_detector_that_did_not_run_says_why() => Backend(SampleResult.Empty).ShouldContain("| `unindexed-sort` | ○ not run | plans were not collected |");

    [Fact]
    public void A_clean_detector_says_what_it_could_not_tell() =>
        Backend(SampleResult.Ready with { NotTested = [new NotTested("unindexed-sort", "one table was too large")] })
            .ShouldContain("| `unindexed-sort` | ○ clean in part | not told: one table was too large |");

    [Fact]
    public void A_found_detector_names_its_finding() =>
        Backend(SampleResult.Blocked).ShouldContain("| `n-plus-one-query` | ■ found | finding 2: GET /clips asks for the user of each clip in a query of its own |");

    [Fact]
    public void What_is_clean_in_a_run_that_cannot_be_trusted_proves_nothing()
    {
        const string caution = "cannot be trusted: what is \"clean\" below";

        Backend(SampleResult.Untrusted).ShouldContain(caution);
        Backend(SampleResult.Blocked).ShouldNotContain(caution);
    }

    [Fact]
    public void Every_detector_of_the_catalogue_has_an_area_of_its_own()
    {
        var all = SampleResult.Ready with { Outcomes = [.. Catalogue.Detectors.Select(detector => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "clean" })] };

        BackendAreas.Of(all).ShouldNotContain(area => area.Title == "Others");
    }

    [Fact]
    public void A_database_by_itself_has_no_area_of_a_service_and_tells_its_options()
    {
        var idle = new DetectorOutcome { Detector = "cpu-bound-endpoint", Outcome = "not_applicable" };
        var plan = SamplePlan.Facts with { Load = [], Dependencies = [], Options = ["--window 60", "--clone auto"] };
        var database = SampleDatabase.Audited with { Plan = plan, Outcomes = [idle] };

        BackendAreas.Of(database).ShouldNotContain(area => area.Title == "Processors and memory" || area.Title == "Others");
        BackendAreas.Of(database with { Outcomes = [idle with { Outcome = "clean" }] }).ShouldContain(area => area.Title == "Processors and memory");
        AuditDocument.Render(database).ShouldContain("The audit ran with `--window 60` `--clone auto`.");
        AuditDocument.Render(database).ShouldNotContain("The plan names no load.");
        ProfilingDocument.Render(database).ShouldContain("The audit ran with `--window 60` `--clone auto`; changes within reach: schema");
    }

    [Fact]
    public void No_area_names_a_detector_that_is_not_there()
    {
        var known = Catalogue.Detectors.Select(detector => detector.Info.Id).ToList();

        BackendAreas.Of(SampleResult.Empty with { Outcomes = [] }).Append(BackendAreas.Failures).Append(BackendAreas.Records)
            .SelectMany(area => area.Detectors).ShouldAllBe(id => known.Contains(id));
    }

    [Fact]
    public void A_detector_that_no_area_knows_is_not_left_out() => Backend(SampleResult.Blocked).ShouldContain("`eviction-pressure`");

    [Fact]
    public void The_front_end_is_never_clean() => Chapter(SampleResult.Ready, "4. Front end").ShouldContain("**Not measured.**");

    [Fact]
    public void A_capacity_that_nobody_searched_for_is_not_known()
    {
        Chapter(SampleResult.Blocked, "6. Capacity").ShouldContain("**The capacity is not known**");
        Chapter(SampleResult.Ready, "6. Capacity").ShouldContain("**413/s**");
    }

    [Fact]
    public void A_capacity_of_a_run_that_cannot_be_trusted_says_so() =>
        Chapter(SampleResult.Ready with { Trust = SampleResult.Untrusted.Trust }, "6. Capacity").ShouldContain("413/s, **of a run that cannot be trusted**");

    [Fact]
    public void Faults_that_were_not_put_on_are_not_tested_and_those_that_were_are_measured()
    {
        const string chapter = "5. Load, stress, soak, chaos";
        var untried = SampleResult.Ready with { NotTested = [new NotTested("failure behaviour", "no fault was injected")] };

        Chapter(untried, chapter).ShouldContain("| a dependency that is gone | ○ not measured | no fault was injected |");
        Chapter(DocumentSample.Full, chapter).ShouldContain("| a dependency that is gone | measured | the table below |");
        Chapter(DocumentSample.Full, chapter).ShouldContain("| the service killed | ○ not measured |");
        Chapter(DocumentSample.Full, chapter).ShouldContain("| `partners` | gone | 10.00 s | 25.0 % |");
    }

    [Fact]
    public void A_recorded_run_stands_beside_this_one_and_its_latency_is_not_judged()
    {
        var chapter = Chapter(DocumentSample.Full, "2. Baseline and traffic");

        chapter.ShouldContain("| `monday/summary.json` | k6 | 5,120 |");
        chapter.ShouldContain("| `monday/summary.json` | `POST /clips/{id}/votes` | writes | 165 of 200 (82.5 %) | 41 of 4,920 (0.83 %) | rate limit | the status is 429 |");
        chapter.ShouldContain("#### This run beside `monday/summary.json`");
        chapter.ShouldContain("Why latency is not judged: the runs share no hour. `headroom compare A B` settles it.");
        Chapter(SampleResult.Blocked, "2. Baseline and traffic").ShouldContain("None was given");
    }

    [Fact]
    public void A_claim_stands_in_its_own_words_with_what_became_of_it()
    {
        var chapter = Chapter(DocumentSample.Full, "2. Baseline and traffic");

        chapter.ShouldContain("| ■ confirmed | “GET /users/{id}/clips lacks an index” |");
        chapter.ShouldContain("| ○ untested | “the cache is cold” |");
    }

    [Fact]
    public void Rungs_of_the_load_are_told_as_borne_or_not()
    {
        Chapter(DocumentSample.Full, "6. Capacity").ShouldContain("| 2 | 880/s | 9,012 | 811 | 240.0 ms | 1.90 s | ▲ not borne |");
        Chapter(DocumentSample.Full, "5. Load, stress, soak, chaos").ShouldContain("| stress beyond it | measured |");
        var unheld = SampleResult.Blocked with { Rungs = [] };
        Chapter(unheld, "6. Capacity").ShouldContain("The load was not held at multiples of its rate");
        Chapter(unheld, "5. Load, stress, soak, chaos").ShouldContain("| stress beyond it | ○ not measured |");
    }

    [Fact]
    public void Each_priority_is_shown_with_its_parts_and_a_convention_as_one()
    {
        var chapter = Chapter(DocumentSample.Full, "9. Risk scoring");

        chapter.ShouldContain("without an index that gives the order | 0.97 | 1 | 1.5 | 1 h | 2.31 |");
        chapter.ShouldContain("| 0.97 (convention) |");
        chapter.ShouldContain("of the buffers that it touches, and of its time where buffers do not tell");
        Chapter(DocumentSample.Full with { Plan = DocumentSample.Full.Plan! with { Scope = new() { Schema = false } } }, "9. Risk scoring").ShouldContain("| 0.97 | 1 | 1.5 | 4 h | 2.31 |");
        Chapter(SampleResult.Blocked, "9. Risk scoring").ShouldContain("without an index that gives the order | – | – | – | – | 2.31 |");
    }

    [Fact]
    public void The_plan_gives_each_fix_a_working_day() =>
        Chapter(DocumentSample.Full, "10. Remediation plan").ShouldContain("| 1 | 2026-08-03 | P0 |"); // the run was on a Saturday

    [Theory]
    [InlineData("- [ ] objectives: 1 of 3 hold")]
    [InlineData("- [ ] unwaived critical findings: fails: 1, must be = 0")]
    [InlineData("- [x] required: n-plus-one-query: holds")]
    [InlineData("- [x] the run can be trusted: no reason against it")]
    [InlineData("- [ ] every detector ran: did not run: eviction-pressure, oversubscribed-pool")]
    [InlineData("- [ ] the front end was measured")]
    public void A_box_is_ticked_only_by_what_holds(string line) => Chapter(SampleResult.Blocked, "12. Reviewer checklist").ShouldContain(line);

    [Fact]
    public void Nothing_measured_ticks_no_box() => Chapter(SampleResult.Empty, "12. Reviewer checklist").ShouldNotContain("[x]");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_chapter_begins_with_a_sentence(string sample)
    {
        var document = AuditDocument.Render(ReportGoldenTests.Named(sample));

        DocumentReading.Chapters(document).ShouldAllBe(heading => BeginsWithSentence(DocumentReading.Chapter(document, heading)));
    }

    [Fact]
    public void Who_signs_reads_every_objective_of_a_dozen_endpoints()
    {
        var many = SampleResult.Blocked with { Slo = [.. Enumerable.Range(0, 70).Select(static i => SampleResult.Blocked.Slo[0] with { Endpoint = $"GET /{i}" })] };

        Chapter(many, "1. Objectives and service levels").ShouldContain("and 10 more: see `report.md`");
    }

    [Fact]
    public void The_objectives_are_told_once()
    {
        var document = AuditDocument.Render(SampleResult.Blocked);

        document.Split('\n').Count(static line => line.Contains("p95", StringComparison.Ordinal) && line.Contains("| 100 ms | 141.9 ms |", StringComparison.Ordinal)).ShouldBe(1);
        document.ShouldNotContain("slo GET /users/{id}/clips p95");
    }

    [Fact]
    public void Findings_after_the_first_few_are_told_at_length_elsewhere()
    {
        var many = SampleResult.Blocked with
        {
            Findings = [.. Enumerable.Range(0, 9).Select(static i => SampleResult.Blocked.Findings[0] with { Fingerprint = $"unindexed-sort:t{i}" })],
        };

        var chapter = Chapter(many, "10. Remediation plan");

        chapter.ShouldContain("\n### 3. ");
        chapter.ShouldNotContain("\n### 4. ");
        chapter.ShouldContain("in the document `findings`");
    }

    [Fact]
    public void A_dependency_that_was_made_to_hang_was_measured_though_no_breaker_could_be_seen()
    {
        var hung = SampleResult.Ready with
        {
            Outcomes =
            [
                new DetectorOutcome { Detector = "missing-circuit-breaker", Outcome = "not_run", Reason = "a breaker has nothing to count" },
                new DetectorOutcome { Detector = "missing-client-timeout", Outcome = "clean" },
            ],
        };

        Chapter(hung, "5. Load, stress, soak, chaos").ShouldContain("| a dependency that hangs | measured |");
        Chapter(SampleResult.Ready, "5. Load, stress, soak, chaos").ShouldContain("| a dependency that hangs | ○ not measured |");
    }

    [Fact]
    public void Nobody_has_signed()
    {
        Chapter(DocumentSample.Full, "13. Findings summary and sign-off").ShouldContain("| Reviewer |  |  |  |  |");
    }

    [Fact]
    public void No_finding_of_detectors_that_did_not_run_is_not_health()
    {
        Chapter(SampleResult.Empty, "13. Findings summary and sign-off").ShouldContain("Unknown: no detector ran.");
        Chapter(SampleResult.Ready, "13. Findings summary and sign-off").ShouldContain("No finding: every detector ran.");
    }

    [Fact]
    public void A_table_that_grows_is_cut_and_says_so()
    {
        var many = SampleResult.Blocked with { NotTested = [.. Enumerable.Range(0, 60).Select(i => new NotTested($"subject {i}", "reason"))] };

        Chapter(many, "5. Load, stress, soak, chaos").ShouldContain("| subject 19 | reason |\n\nand 40 more: see `result.json`");
    }

    [Fact]
    public void Text_from_outside_makes_no_chapter_no_cell_and_no_markup()
    {
        var attacked = AuditDocument.Render(DocumentSample.Attacked(Attack));

        DocumentReading.Chapters(attacked).ShouldBe(DocumentReading.Chapters(AuditDocument.Render(DocumentSample.Full)));
        DocumentReading.Tables(attacked).ShouldAllBe(rows => rows.Distinct().Count() == 1);
        DocumentReading.Words(attacked).ShouldAllBe(line => !DocumentReading.HasMarkup(line) && !line.Contains("[e]("));
        attacked.Contains('\u202E').ShouldBeFalse();
    }

    [Fact]
    public void Endpoints_that_no_request_reached_were_not_measured()
    {
        var unreached = SampleResult.Blocked with { Endpoints = [.. SampleResult.Blocked.Endpoints.Select(static one => one with { Requests = 0 })] };

        Chapter(unreached, "5. Load, stress, soak, chaos").ShouldContain("| load at the planned rate | ○ not measured | no endpoint was measured |");
        Chapter(unreached, "7. Observability").ShouldContain("| requests of the load, by endpoint | ○ missing |");
    }

    [Fact]
    public void A_load_that_was_not_sent_in_full_is_not_said_to_be_measured_at_the_planned_rate()
    {
        var saturated = SampleResult.Blocked with { Trust = SampleResult.Blocked.Trust with { NeverSent = new Ratio(0.648) } };

        Chapter(saturated, "1. Objectives and service levels").ShouldContain("it holds their wait for a virtual user");
        Chapter(SampleResult.Blocked, "1. Objectives and service levels").ShouldNotContain("it holds their wait for a virtual user");
        Chapter(saturated, "5. Load, stress, soak, chaos").ShouldContain("Measured: load at the planned rate, 64.8 % of which was never sent");
        Chapter(SampleResult.Blocked with { Trust = SampleResult.Blocked.Trust with { NeverSent = new Ratio(0) } }, "5. Load, stress, soak, chaos")
            .ShouldContain("| load at the planned rate | measured | the chapter on traffic |");
    }

    [Fact]
    public void The_audit_of_a_database_stops_a_pipeline_where_it_proves_nothing_and_blocks_by_its_option_alone()
    {
        const string Heading = "11. Continuous integration";
        var audited = SampleDatabase.Audited;

        Chapter(audited with { Plan = DocumentSample.Full.Plan }, Heading).ShouldNotContain("block.");
        Chapter(audited, Heading).ShouldContain("goes on unless it asks for `--fail-on`.");
        Chapter(audited with { Trust = audited.Trust with { Valid = false } }, Heading).ShouldContain("stops: the run cannot be trusted.");
        Chapter(audited with { Manifest = audited.Manifest with { Interrupted = true } }, Heading).ShouldContain("stops: it was interrupted.");
    }

    [Fact]
    public void A_database_by_itself_has_no_load()
    {
        Chapter(SampleDatabase.Audited, "2. Baseline and traffic").ShouldContain("No load was sent");
        Chapter(SampleDatabase.Audited, "3. Backend").ShouldContain("newest_of_customer");
        Chapter(SampleDatabase.Audited, "11. Continuous integration").ShouldContain("headroom db audit");
        Chapter(SampleDatabase.Audited, "5. Load, stress, soak, chaos").ShouldNotContain("a dependency that is gone");
        Chapter(SampleDatabase.Audited, "6. Capacity").ShouldNotContain("not known");
        Chapter(SampleDatabase.Audited, "7. Observability").ShouldNotContain("faults under load");
        Chapter(SampleDatabase.Audited, "12. Reviewer checklist").ShouldNotContain("the capacity was searched for");
    }

    private static bool BeginsWithSentence(string chapter) => chapter.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1] is [not ('#' or '|' or '-'), .., '.' or '*'];

    private static string Backend(AuditResult result) => Chapter(result, "3. Backend");

    private static string Chapter(AuditResult result, string heading) => DocumentReading.Chapter(AuditDocument.Render(result), heading);
}
