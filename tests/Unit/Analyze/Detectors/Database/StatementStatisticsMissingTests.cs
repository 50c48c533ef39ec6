using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class StatementStatisticsMissingTests
{
    [Fact]
    public void Finds_that_the_extension_is_not_there()
    {
        var finding = One(StatementStatisticsMissing.Detector, Evidence(Settings(("shared_preload_libraries", "")) with { StatementsExtension = null }));

        finding.Fingerprint.ShouldBe("statement-statistics-missing:pg_stat_statements");
        finding.Severity.ShouldBe(Severity.Low);
        finding.Remedies[0].Up.ShouldContain("restart");
    }

    [Fact]
    public void A_library_that_is_loaded_needs_no_restart() => One(
        StatementStatisticsMissing.Detector, Evidence(Settings(("shared_preload_libraries", "pg_stat_statements")) with { StatementsExtension = null }))
        .Remedies[0].Up.ShouldBe("CREATE EXTENSION pg_stat_statements;");

    [Theory]
    [InlineData("track_io_timing")]
    [InlineData("compute_query_id")]
    [InlineData("track_activities")]
    [InlineData("track_counts")]
    public void Finds_what_is_switched_off_and_vanishes_when_it_is_on(string setting)
    {
        One(StatementStatisticsMissing.Detector, Evidence(Settings((setting, "off")))).Remedies[0].Up.ShouldStartWith($"ALTER SYSTEM SET {setting} = on;");
        StatementStatisticsMissing.Detector.Run(Evidence(Settings((setting, "on")))).ShouldBeOfType<Outcome.Clean>();
        StatementStatisticsMissing.Detector.Run(Evidence(Settings((setting, "auto")))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_about_a_setting_that_the_version_does_not_have() => StatementStatisticsMissing.Detector.Run(Evidence(Settings())).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void One_entry_thrown_away_is_the_boundary(long deallocated, bool found) => (StatementStatisticsMissing.Detector.Run(Set(
        (ServerSettings.Kind, Settings(("pg_stat_statements.max", "5000"))),
        (StatementStatistics.Kind, Statements(("SELECT 1", 1)) with { Deallocated = deallocated }))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change()
    {
        string Of(long deallocated) => One(StatementStatisticsMissing.Detector, Set(
            (ServerSettings.Kind, Settings()), (StatementStatistics.Kind, Statements(("SELECT 1", 1)) with { Deallocated = deallocated }))).Fingerprint;
        Of(7).ShouldBe(Of(900));
    }

    [Fact]
    public void Missing_evidence_is_not_run() => StatementStatisticsMissing.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(ServerSettings settings) => Set((ServerSettings.Kind, settings));
}
