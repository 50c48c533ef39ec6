using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnboundedStatementTests
{
    [Fact]
    public void Finds_a_role_without_a_limit()
    {
        var finding = One(UnboundedStatement.Detector, Evidence("0"));

        finding.Fingerprint.ShouldBe("unbounded-statement:app");
        finding.Severity.ShouldBe(Severity.High);
        finding.Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET statement_timeout = '5s';");
    }

    [Theory]
    [InlineData("5000")]
    [InlineData("1")]
    public void Vanishes_with_any_limit(string value) => UnboundedStatement.Detector.Run(Evidence(value)).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_the_role_sets_a_limit_itself() =>
        UnboundedStatement.Detector.Run(Evidence("0", "app statement_timeout")).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void A_limit_that_another_role_sets_does_not_count() =>
        UnboundedStatement.Detector.Run(Evidence("0", "other statement_timeout")).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void A_missing_lock_timeout_is_not_its_fault()
    {
        var settings = new RoleSettings
        {
            Window = Throughout,
            Provenance = "test",
            SetByStatement = [],
            Settings = [new RoleSetting("app", "statement_timeout", "5000", "ms", "role"), new RoleSetting("app", "lock_timeout", "0", "ms", "server")],
        };

        UnboundedStatement.Detector.Run(Set((RoleSettings.Kind, settings))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void No_role_at_all_is_not_clean() => UnboundedStatement.Detector.Run(Set((RoleSettings.Kind, new RoleSettings
    {
        Window = Throughout,
        Provenance = "test",
        Settings = [],
        SetByStatement = [],
    }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Missing_evidence_is_not_run() => UnboundedStatement.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(string value, params string[] setByStatement) => Set((RoleSettings.Kind, new RoleSettings
    {
        Window = Throughout,
        Provenance = "test",
        Settings = [new RoleSetting("app", "statement_timeout", value, "ms", "server")],
        SetByStatement = setByStatement,
    }));
}
