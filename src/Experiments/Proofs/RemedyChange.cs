using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>A remedy on a clone: applied exactly as it is written, outside a transaction, and taken back.</summary>
internal sealed class RemedyChange : IAsyncDisposable
{
    private readonly CloneServer _clone;
    private readonly IReadOnlyDictionary<string, CloneIndex> _before;

    private RemedyChange(CloneServer clone, IReadOnlyDictionary<string, CloneIndex> before) => (_clone, _before) = (clone, before);

    /// <summary>The indexes that it made.</summary>
    public IReadOnlyList<CloneIndex> Indexes { get; private set; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan BuildTime { get; private set; }

    /// <summary>Why it could not be applied, or null; what it left half done is gone after <see cref="RevertAsync"/>.</summary>
    public string? Failure { get; private set; }

    /// <summary>Applies it.</summary>
    /// <exception cref="NpgsqlException">The clone does not answer.</exception>
    public static async Task<RemedyChange> ApplyAsync(
        DatabaseClone target, string up, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var clone = await CloneServer.ConnectAsync(target.ConnectionString, cancellation);
        try
        {
            await clone.ExecuteAsync($"SET {EvidenceConnection.Marker} statement_timeout = {(long)limit.TotalMilliseconds}", cancellation);
            var change = new RemedyChange(clone, await RemedyIndexes.ListAsync(clone, cancellation));
            await change.ApplyAsync(up, time, cancellation);
            return change;
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException or OperationCanceledException)
        {
            await clone.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Takes it back: with the remedy's own statement, or, when it was not applied as a whole, by dropping what is there.
    /// </summary>
    /// <returns>Null when the clone is as before, or what is wrong.</returns>
    public async Task<string?> RevertAsync(string down, CancellationToken cancellation)
    {
        string? refusal = null;
        if (Failure is null || Indexes.Count > 0)
        {
            // In one statement, since the index of a partition does not go without that of the whole table.
            var all = string.Join(", ", Indexes.Select(static index => index.Quoted));
            refusal = await TryAsync(Failure is null ? down : $"DROP INDEX {all}", cancellation);
        }

        var now = await RemedyIndexes.ListAsync(_clone, cancellation);
        var isBack = now.Keys.ToHashSet().SetEquals(_before.Keys);
        return refusal ?? (isBack ? null : $"\"{down}\" does not lead back to the indexes that were there before");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _clone.DisposeAsync();

    private async Task ApplyAsync(string up, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        string? refusal = null;
        foreach (var statement in RemedyStatement.Split(up))
        {
            refusal ??= await TryAsync(statement.Text, cancellation);
        }

        BuildTime = time.GetElapsedTime(started);
        Indexes = await RemedyIndexes.NewAsync(_clone, _before, cancellation);
        Failure = refusal
            ?? (Indexes.Count == 0 ? $"\"{up}\" makes no index that is not there already" : null)
            ?? (Indexes.All(index => index.IsValid) ? null : $"\"{up}\" leaves an invalid index");
    }

    private async Task<string?> TryAsync(string sql, CancellationToken cancellation)
    {
        try
        {
            await _clone.ExecuteAsync(sql, cancellation);
            return null;
        }
        catch (PostgresException refusal)
        {
            return $"\"{sql}\" fails: {ServerMessage.Of(refusal)}";
        }
    }
}
