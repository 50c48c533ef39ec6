using Headroom.Experiments.Clones;

namespace Headroom.Experiments.Proofs;

/// <summary>A session in each arm, both fresh: what one of them has cached, the other has not.</summary>
internal sealed record Arms(ArmSession Base, ArmSession Remedy) : IAsyncDisposable
{
    /// <summary>Connects to both clones.</summary>
    /// <exception cref="Npgsql.NpgsqlException">One of them does not answer.</exception>
    public static async Task<Arms> OpenAsync(ClonePair clones, TimeSpan limit, CancellationToken cancellation)
    {
        var first = await ArmSession.OpenAsync(clones.Base, limit, cancellation);
        try
        {
            return new Arms(first, await ArmSession.OpenAsync(clones.Remedy, limit, cancellation));
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or OperationCanceledException)
        {
            await first.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs SQL whose result nobody reads, in one arm after the other.</summary>
    public async Task RunInBothAsync(string sql, CancellationToken cancellation)
    {
        await Base.RunAsync(sql, cancellation);
        await Remedy.RunAsync(sql, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Base.DisposeAsync();
        await Remedy.DisposeAsync();
    }
}
