using Headroom.Analyze.Shortlist;
using Headroom.Cli.Audits;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Proofs;

public sealed class IndexProofsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Host=db.example;Database=d;Username=u;Password=hidden", "db.example is not on loopback")]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=hidden", "cannot clone d")]
    public async Task A_clone_that_cannot_be_made_is_the_cause_of_every_candidate_even_of_two_with_one_fingerprint(string postgres, string cause)
    {
        var results = await RunAsync(postgres, "a", "b", "a");
        results.Keys.Order().ShouldBe(["a", "b"]);
        foreach (var failed in results.Values.Select(result => result.ShouldBeOfType<Collected.Failed>()))
        {
            failed.Cause.ShouldStartWith(cause);
            failed.Cause.ShouldNotContain("hidden");
        }
    }

    private async Task<IReadOnlyDictionary<string, Collected>> RunAsync(string postgres, params string[] fingerprints)
    {
        using var journal = OwnerJournal.Open(_folder.Sub("journal"), ProcessStamp.Own());
        var plan = new Plan { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1"), Postgres = postgres } };
        return await IndexProofs.RunAsync(
            new AuditRequest(plan, _folder.Path, OwnCluster: null),
            [.. fingerprints.Select(Candidate)],
            new EvidenceSet(new Dictionary<string, Collected>()),
            hasStoppedService: false,
            journal,
            _ => { },
            TimeProvider.System,
            CancellationToken.None);
    }

    private static Candidate Candidate(string fingerprint) => new(
        fingerprint,
        "t",
        new Remedy { Kind = RemedyKind.Index, Scope = RemedyScope.Schema, Up = "CREATE INDEX i ON t (x)", Down = "DROP INDEX i", Risk = "none" },
        []);
}
