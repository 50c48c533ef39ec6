using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Proofs;

public class IndexTrialTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=u;Password=hidden;Database=d";
    private const string WithoutHost = "Username=u;Password=hidden;Database=d";

    [Theory]
    [InlineData(Nowhere)]
    [InlineData(WithoutHost)]
    public async Task A_clone_that_cannot_be_reached_fails_its_remedies_and_not_the_audit(string connectionString)
    {
        var results = await RunAsync(connectionString, Request("a"), Request("b"));
        results["a"].ShouldBeOfType<Collected.Failed>().Cause.ShouldNotContain("hidden");
        results["b"].ShouldBeOfType<Collected.Failed>().Cause.ShouldStartWith("not tried: ");
    }

    [Fact]
    public async Task Findings_with_the_same_fingerprint_have_one_result() =>
        (await RunAsync(Nowhere, Request("a"), Request("a"))).Keys.ShouldBe(["a"]);

    [Fact]
    public async Task Nothing_is_tried_when_no_time_is_left()
    {
        var limits = new TrialLimits { Total = TimeSpan.Zero };
        (await RunAsync(Nowhere, limits, Request("a")))["a"].ShouldBe(new Collected.Failed("not tried: the time for experiments was used up"));
    }

    private static Task<IReadOnlyDictionary<string, Collected>> RunAsync(string connectionString, params IndexRequest[] requests) =>
        RunAsync(connectionString, new TrialLimits(), requests);

    private static Task<IReadOnlyDictionary<string, Collected>> RunAsync(string connectionString, TrialLimits limits, params IndexRequest[] requests)
    {
        var clones = new ClonePair(Clone(connectionString, "headroom_base"), Clone(connectionString, "headroom_remedy"));
        return new IndexTrial(1, limits, TimeProvider.System).RunAsync(clones, requests, CancellationToken.None);
    }

    private static DatabaseClone Clone(string connectionString, string name) => new(name, connectionString, "none", Stream.Null);

    private static IndexRequest Request(string fingerprint) => new(
        fingerprint,
        new Remedy { Kind = RemedyKind.Index, Scope = RemedyScope.Schema, Up = "CREATE INDEX i ON t (x)", Down = "DROP INDEX i", Risk = "none" },
        [new RequestedStatement("s1", "SELECT 1", 1, [])]);
}
