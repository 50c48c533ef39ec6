using System.Text.Json;
using Headroom.Analyze.Derive;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Remediation;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Remediation;

public sealed class FixSpecTests
{
    private static readonly FixSpec Spec = FixSpecs.Of(SamplePlan.Planned);

    [Fact]
    public void The_first_finding_that_can_be_cured_within_the_scope_is_specified()
    {
        var fix = Spec.Fix.ShouldNotBeNull();

        fix.Fingerprint.ShouldBe("unindexed-sort:clips(user_id,created_at)");
        fix.Places.ShouldContain(new FixPlace("endpoint", "GET /users/{id}/clips"));
        fix.Query.ShouldBe(SampleLoad.ListClips);
        fix.EffortHours.ShouldBe(1);
        fix.RiskFactor.ShouldBe(1.5);
        (Spec.BestOverall, Spec.Reason).ShouldBe((null, null));
    }

    [Fact]
    public void Where_the_best_fix_is_out_of_scope_both_are_specified()
    {
        var spec = FixSpecs.Of(SamplePlan.WithoutSchema);

        spec.Fix.ShouldNotBeNull().Fingerprint.ShouldBe("n-plus-one-query:GET /clips:b41f09c2");
        spec.BestOverall.ShouldNotBeNull().Fingerprint.ShouldBe("unindexed-sort:clips(user_id,created_at)");
        FixSpecDocument.Render(SamplePlan.WithoutSchema).ShouldContain("## Out of the plan's scope: the best fix overall");
    }

    [Fact]
    public void A_remedy_that_is_within_reach_is_taken_where_the_best_one_is_not_and_its_effect_is_not_borrowed()
    {
        var first = SamplePlan.Planned.Findings[0];
        var result = SamplePlan.Planned with { Findings = [first], Plan = SamplePlan.Facts with { Scope = new ScopePlan { Schema = false } } };

        var fix = FixSpecs.Of(result).Fix.ShouldNotBeNull();

        fix.Scope.ShouldBe(RemedyScope.Api);
        fix.MustNotChange.ShouldNotContain("the service's own code", "a change of the API is one of the code");
        fix.Invariants[0].ShouldStartWith("Every route that the change does not name");
        fix.Expected.ShouldBeOfType<Effect.Unknown>();
        fix.EffortHours.ShouldBe(4);
    }

    [Fact]
    public void Without_a_cure_in_scope_the_spec_says_why_there_is_none()
    {
        var nothing = new ScopePlan { Schema = false, Dependencies = false, Api = false, Config = false, Code = false };

        var spec = FixSpecs.Of(SamplePlan.Planned with { Plan = SamplePlan.Facts with { Scope = nothing } });

        spec.Fix.ShouldBeNull();
        spec.Reason.ShouldNotBeNull().ShouldContain("scope");
        FixSpecs.Of(SampleResult.Ready).Reason.ShouldBe("No finding: every detector ran.");
        FixSpecs.Of(SampleResult.Empty).Reason.ShouldNotBeNull().ShouldContain("Unknown: no detector ran.");
        FixSpecDocument.Render(SampleResult.Ready).ShouldContain("**No fix to specify.** No finding: every detector ran.");
    }

    [Fact]
    public void The_SQL_of_an_index_passes_the_linter_of_migrations()
    {
        var sql = Spec.Fix!.Sql.ShouldNotBeNull();

        MigrationLocks.Of(sql.Up).ShouldBeEmpty();
        MigrationLocks.Of(sql.Down.ShouldNotBeNull()).ShouldBeEmpty();
        sql.Before.ShouldNotBeNull().ShouldContain("to_regclass('clips_user_id_created_at_idx')");
        sql.Check.ShouldNotBeNull().ShouldContain("indisvalid");
    }

    [Fact]
    public void What_is_measured_must_get_better_and_nothing_else_worse()
    {
        var fix = Spec.Fix!;

        fix.Acceptance.ShouldContain(new FixThreshold("finding unindexed-sort:clips(user_id,created_at)", "absent", null, null, "finding", "unindexed-sort:clips(user_id,created_at)"));
        fix.Acceptance.ShouldContain(new FixThreshold("buffers per call", "<", 6_430, null, "buffers_per_call", fix.Places.Single(static place => place.Kind == "statement").Name));
        fix.Acceptance.ShouldContain(new FixThreshold("failed requests of GET /users/{id}/clips, by headroom diff", "not worse", 0.0041, "ratio", "failed", "GET /users/{id}/clips"));
        fix.Acceptance.ShouldContain(new FixThreshold("routes that answered and do not any more", "==", 0, null, "lost_routes", null));
        fix.Acceptance.ShouldNotContain(threshold => threshold.Name.StartsWith("p95 of"), "the objective of that endpoint is not met");
    }

    [Fact]
    public void An_objective_that_is_met_must_stay_met()
    {
        var plusOne = FixSpecs.Of(SamplePlan.WithoutSchema).Fix!;

        plusOne.Acceptance.ShouldContain(new FixThreshold("p95 of GET /clips", "<=", 100, "ms", "p95", "GET /clips"));
        plusOne.Acceptance.ShouldContain(new FixThreshold("errors of GET /clips", "<=", 0.01, "ratio", "errors", "GET /clips"));
        plusOne.Acceptance.ShouldContain(new FixThreshold("calls of statement b41f09c2 for each row of GET /clips", "<", 1, null, "calls_per_row", "b41f09c2"));
    }

    [Fact]
    public void A_measured_share_is_rounded_as_in_the_other_documents_and_an_objective_stays_what_was_chosen()
    {
        var result = SamplePlan.WithoutSchema with
        {
            Endpoints = [.. SamplePlan.WithoutSchema.Endpoints.Select(static endpoint => endpoint with { Error = new Ratio(0.340708) })],
        };

        var text = FixSpecDocument.Render(result);

        text.ShouldContain("| failed requests of GET /clips, by headroom diff | `not worse` | 34.1 % |");
        text.ShouldContain("| errors of GET /clips | `<=` | 1 % |");
    }

    [Fact]
    public void The_commands_try_the_finding_again_and_run_the_projects_own_tests()
    {
        var commands = Spec.Fix!.Verification.Select(static command => command.Command);

        commands.ShouldBe(
        [
            "dotnet test",
            "headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"",
            "headroom audit -c headroom.yaml --out after-the-fix",
            "headroom diff \"$RUN\" after-the-fix",
        ]);
    }

    [Fact]
    public void An_index_is_tried_before_it_is_there_and_a_new_audit_tells_afterwards()
    {
        var tried = Spec.Fix!.Verification.Single(static command => command.Command.StartsWith("headroom prove ", StringComparison.Ordinal));

        tried.What.ShouldStartWith("Before the index is in the database");
        Spec.Fix!.Verification.Where(static command => command.What.Contains("$RUN")).ShouldAllBe(static command => command.Command.Contains("$RUN"));
        Spec.Fix!.Verification.Single(static command => command.Command.StartsWith("headroom audit ", StringComparison.Ordinal)).What.ShouldStartWith("Once the change is in place");
    }

    [Fact]
    public void The_spec_says_what_the_evidence_shows_with_its_numbers()
    {
        var first = SamplePlan.Planned.Findings[0] with { Facts = [new Fact("rows read in one execution", 412_000, "rows")] };
        var result = SamplePlan.Planned with { Findings = [first] };

        var fix = FixSpecs.Of(result).Fix!;

        fix.Explanation.ShouldBe(first.Explanation);
        fix.Facts.ShouldBe(first.Facts);
        var document = FixSpecDocument.Render(result);
        document.ShouldContain("### Why\n\nThe plan reads all 412,000 rows of clips, keeps 20 and sorts them.");
        document.ShouldContain("- rows read in one execution: 412,000 rows");
    }

    [Fact]
    public void A_statement_that_a_measurement_names_by_its_id_stands_there_in_full()
    {
        var first = SamplePlan.Planned.Findings[0];
        var measured = (Effect.Measured)first.Effect;
        var other = measured.Changes[0] with { Metric = "statement_b41f09c2_buffers_per_call" };

        var places = FixSpecs.Of(SamplePlan.Planned with { Findings = [first with { Effect = measured with { Changes = [.. measured.Changes, other] } }] }).Fix!.Places;

        places.ShouldContain(new FixPlace("statement b41f09c2", SampleLoad.UserOfClip));
        Spec.Fix!.Places.ShouldNotContain(static place => place.Kind.StartsWith("statement ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_stops_at_its_first_error() => Spec.Fix!.Steps.Where(static step => step.Contains(" as a file ")).Count(static step => step.Contains("psql -X --set ON_ERROR_STOP=on -f")).ShouldBe(2);

    [Fact]
    public void Migrations_are_the_code_that_SQL_may_touch() =>
        Spec.Fix!.MustNotChange.ShouldContain("the service's own code, but for its migrations");

    [Fact]
    public void A_setting_that_is_no_SQL_may_stand_in_the_code()
    {
        var first = SamplePlan.Planned.Findings[0];
        var setting = first.Remedies[0] with { Kind = RemedyKind.Setting, Scope = RemedyScope.Config, Up = "Raise the limit.", Down = null };

        FixSpecs.Of(SamplePlan.Planned with { Findings = [first with { Remedies = [setting] }] }).Fix!.MustNotChange
            .ShouldContain("the service's own code, but for the setting itself");
    }

    [Fact]
    public void Without_a_source_line_the_handler_and_the_table_say_where_to_look()
    {
        var code = SamplePlan.Planned.Findings.Single(static finding => finding.Detector == "n-plus-one-query");
        var nowhere = code with { Subject = code.Subject with { File = null, Line = null } };

        FixSpecs.Of(SamplePlan.Planned with { Findings = [nowhere] }).Fix!.Steps[0].ShouldBe(
            "The evidence names no source line. Find where the handler of GET /clips reads or writes users: git grep -n -i -- 'users'");
    }

    [Fact]
    public void A_very_long_statement_is_whole_in_the_JSON_and_cut_for_people()
    {
        var first = SamplePlan.Planned.Findings[0];
        var query = $"SELECT {string.Join(", ", Enumerable.Range(0, 5_000).Select(static i => $"c{i}"))} FROM clips";
        var result = SamplePlan.Planned with { Findings = [first with { Subject = first.Subject with { Query = query } }] };

        FixSpecs.Of(result).Fix!.Query.ShouldBe(query);
        FixSpecDocument.Render(result).ShouldContain("-- the whole statement stands in result.json");
        FixSpecDocument.Render(result).ShouldNotContain("c4999");
    }

    [Fact]
    public void A_change_of_code_is_tried_as_a_revision_and_reverted_as_a_commit()
    {
        var fix = FixSpecs.Of(SamplePlan.WithoutSchema).Fix!;

        fix.Sql.ShouldBeNull();
        fix.Steps[0].ShouldBe("Open src/Clips/ClipEndpoints.cs at line 48.");
        fix.Verification.ShouldContain(command => command.Command.EndsWith("--remedy-revision REMEDY"));
        fix.Rollback.ShouldHaveSingleItem().ShouldContain("git revert");
        fix.MustNotChange.ShouldContain("tables, columns, constraints and indexes (out of the plan's scope)");
        fix.MustNotChange.ShouldNotContain("the service's own code");
    }

    [Fact]
    public void Where_the_plan_starts_nothing_a_command_starts_the_change()
    {
        var result = SamplePlan.WithoutSchema with { Plan = SamplePlan.WithoutSchema.Plan! with { HasStart = false } };
        var proof = FixSpecs.Of(result).Fix!.Verification.Single(static command => command.Command.StartsWith("headroom prove ", StringComparison.Ordinal));

        proof.Command.ShouldEndWith(" --remedy-command CMD");
        proof.What.ShouldContain("CMD is the command that starts the service with the change");
    }

    [Fact]
    public void An_index_need_not_make_a_statement_run_less_often()
    {
        var first = SamplePlan.Planned.Findings[0];
        var repeated = SamplePlan.Planned with
        {
            Findings = [first with { Subject = first.Subject with { Endpoint = "GET /clips", StatementId = "b41f09c2" } }],
        };

        FixSpecs.Of(repeated).Fix!.Acceptance.ShouldNotContain(static threshold => threshold.Metric == "calls_per_row");
    }

    [Fact]
    public void SQL_that_is_no_index_is_verified_by_a_new_audit_since_no_branch_holds_it()
    {
        var setting = SamplePlan.Planned.Findings.Single(static finding => finding.Detector == "statement-timeout-absent");

        FixSpecs.Of(SamplePlan.Planned with { Findings = [setting] }).Fix!.Verification.Select(static command => command.Command).ShouldBe(
            ["dotnet test", "headroom audit -c headroom.yaml --out after-the-fix", "headroom diff \"$RUN\" after-the-fix"]);
    }

    [Fact]
    public void A_database_by_itself_has_no_routes_and_no_answers_that_could_change()
    {
        var fix = FixSpecs.Of(SampleDatabase.Audited).Fix!;

        fix.Acceptance.Select(static threshold => threshold.Metric).ShouldBe(["finding", "buffers_per_call", "counted_work"]);
        fix.Invariants[0].ShouldBe("Every statement returns the same rows as before.");
        fix.Invariants.ShouldNotContain(static invariant => invariant.Contains("route"));
    }

    [Fact]
    public void What_no_experiment_measures_is_not_said_to_be_measured()
    {
        var setting = SamplePlan.Planned.Findings.Single(static finding => finding.Detector == "statement-timeout-absent");

        FixSpecDocument.Render(SamplePlan.Planned with { Findings = [setting] }).ShouldContain("tells whether the finding is gone; nothing measures what that saves.");
        FixSpecDocument.Render(SamplePlan.WithoutSchema).ShouldContain("not tried: a change of the code cannot be tried on a clone of the database. The verification below measures it.");
    }

    [Fact]
    public void A_database_by_itself_has_no_branch_to_try()
    {
        var code = SamplePlan.Planned.Findings.Single(static finding => finding.Detector == "n-plus-one-query");

        FixSpecs.Of(SampleDatabase.Audited with { Findings = [code] }).Fix!.Verification
            .ShouldNotContain(static command => command.Command.Contains("--remedy-revision", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fingerprint_cannot_leave_its_word_in_a_command()
    {
        var evil = SamplePlan.Planned.Findings[0] with { Fingerprint = "x'; rm -rf / #" };

        FixSpecs.Of(SamplePlan.Planned with { Findings = [evil] }).Fix!.Verification.ShouldContain(
            command => command.Command == "headroom prove 'x'\\''; rm -rf / #' --run \"$RUN\"");
    }

    [Fact]
    public void An_untrusted_run_says_so_above_the_fix() =>
        FixSpecDocument.Render(SampleResult.Untrusted).ShouldContain("The run cannot be trusted");

    [Fact]
    public void An_estimate_stands_beside_its_model()
    {
        var estimated = SamplePlan.Planned.Findings.Single(static finding => finding.Effect is Effect.Estimated);
        var result = SamplePlan.Planned with { Findings = [estimated], Plan = SamplePlan.Facts with { Scope = new ScopePlan() } };

        FixSpecDocument.Render(result).Split('\n').ShouldContain(
            "estimate: buffers per call 22 to 40 (not measured; model: rows read = offset + limit, at the offsets of the load)");
    }

    [Fact]
    public void The_JSON_is_read_back_as_it_was_written()
    {
        var json = FixSpecDocument.Json(SamplePlan.WithoutSchema);

        var read = JsonSerializer.Deserialize(json, ModelJson.FixSpec).ShouldNotBeNull();

        (JsonSerializer.Serialize(read, ModelJson.FixSpec) + "\n").ShouldBe(json);
        json.ShouldContain("\"format\": \"headroom.fix-spec/1\"");
    }
}
