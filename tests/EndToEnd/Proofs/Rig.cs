using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;

namespace Headroom.Tests.EndToEnd.Proofs;

/// <summary>Clones of a test's own, a trial on them, and a journal that can be looked into.</summary>
internal sealed class Rig
{
    public Rig() => Clones = new DatabaseClones(Enter, TimeProvider.System);

    public List<string> Journal { get; } = [];

    public List<string> Entered { get; } = [];

    public Action<string> WhenEntered { get; set; } = _ => { };

    public Action<string> WhenLeft { get; set; } = _ => { };

    public DatabaseClones Clones { get; }

    public static TrialLimits Limits => new() { StatementBudget = TimeSpan.FromSeconds(60) };

    public async Task<IReadOnlyDictionary<string, Collected>> TryAsync(string connectionString, TrialLimits limits, params IndexRequest[] requests)
    {
        var pair = await PairAsync(new CloneSource(connectionString, null, Allowed: false, MayBlockSource: true));
        try
        {
            return await new IndexTrial(1, limits, TimeProvider.System).RunAsync(pair, requests, CancellationToken.None);
        }
        finally
        {
            await DropAsync(pair);
        }
    }

    public async Task<ClonePair> PairAsync(CloneSource source) =>
        (await Clones.CreatePairAsync(source, "headroom_test", CancellationToken.None)).ShouldBeOfType<CloneResult<ClonePair>.Made>().Value;

    public async Task DropAsync(ClonePair pair)
    {
        (await Clones.DropAsync(pair.Base, CancellationToken.None)).ShouldBeNull();
        (await Clones.DropAsync(pair.Remedy, CancellationToken.None)).ShouldBeNull();
        Journal.ShouldBeEmpty();
    }

    public static IndexRequest Request(string name, string on, params RequestedStatement[] statements) => new(name, Remedy(name, on), statements);

    public static Remedy Remedy(string name, string on) => new()
    {
        Kind = RemedyKind.Index,
        Scope = RemedyScope.Schema,
        Up = $"CREATE INDEX CONCURRENTLY \"{name}\" ON {on};",
        Down = $"DROP INDEX CONCURRENTLY \"{name}\";",
        Risk = "none",
    };

    public static RequestedStatement Statement(string query, params string?[] values) => new("s1", query, 100, values.Length == 0 ? [] : [.. values.Select(value => new[] { value })]);

    private Entry Enter(string connectionString, string database)
    {
        Journal.Add(database);
        Entered.Add(database);
        WhenEntered(database);
        return new Entry(() =>
        {
            WhenLeft(database);
            Journal.Remove(database);
        });
    }

    private sealed class Entry(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
