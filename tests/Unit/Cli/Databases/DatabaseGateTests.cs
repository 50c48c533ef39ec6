using Headroom.Cli;
using Headroom.Cli.Databases;
using Headroom.Experiments.Clones;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

/// <summary>The gate of <c>db audit --fail-on</c>: it fails closed, and its last line says why.</summary>
public sealed class DatabaseGateTests
{
    private static readonly AuditResult Clean = SampleDatabase.Audited with
    {
        Findings = [],
        Decision = SampleDatabase.Audited.Decision with { Assertions = [] },
        Database = SampleDatabase.Audited.Database! with { Missing = [] },
    };

    private static readonly AuditResult Blind = Clean with { Database = Clean.Database! with { Missing = ["indexes were not searched: nothing was tried: --clone never"] } };

    [Fact]
    public void Without_a_severity_nothing_fails() => new[] { Clean, Blind, SampleDatabase.Audited }.ShouldAllBe(result => ExitCode.OfDatabase(result, null) == 0);

    [Fact]
    public void What_was_looked_at_and_is_not_there_passes() => Told(Clean, 0).ShouldBe("gate    passed: no finding of severity high or above (exit 0)");

    [Fact]
    public void A_grave_finding_fails_whatever_else_is_missing() => Told(SampleDatabase.Audited, 1).ShouldStartWith("gate    failed: ");

    [Fact]
    public void What_could_not_be_looked_at_is_no_pass() =>
        Told(Blind, 3).ShouldBe("gate    cannot tell: indexes were not searched: nothing was tried: --clone never (exit 3)");

    [Fact]
    public void A_vital_detector_that_did_not_run_is_no_pass() =>
        Told(Clean with { Decision = Clean.Decision with { Assertions = [new Assertion { Name = "unindexed-sort ran", Operator = "ran", Level = "error" }] } }, 3)
            .ShouldBe("gate    cannot tell: unindexed-sort did not run (exit 3)");

    [Theory]
    [InlineData(null, "")]
    [InlineData(CloneSources.Option, ", or --clone CONN with a clone that you made")]
    [InlineData(CloneSources.OfCompare, ", or --postgres CONN as a role that may")]
    [InlineData(CloneSources.OfAudit, ", or afterwards headroom prove FINDING --clone CONN with a clone that you made")]
    public void A_role_that_may_not_clone_reads_what_to_grant_and_what_the_command_has_besides(string? otherwise, string told) => CloneRights
        .Refusal("App", denied: null, otherwise)
        .ShouldBe($"the role App may not create databases: ALTER ROLE \"App\" CREATEDB; (as a superuser){told}");

    private static string Told(AuditResult result, int code)
    {
        ExitCode.OfDatabase(result, Severity.High).ShouldBe(code);
        return GateLine.Of(result, Severity.High, code);
    }
}
