using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>A remedy of somebody's own on a clone, from its start to its end.</summary>
/// <remarks>
/// It is taken back after the measurement, not tried before it: what an up and a down leave behind, such as dead rows, would be measured
/// with the second up.
/// </remarks>
/// <param name="clone">What it is applied to.</param>
/// <param name="up">What applies it.</param>
/// <param name="down">What takes it back, or null.</param>
/// <param name="time">The clock.</param>
public sealed class CloneRemedy(DatabaseClone clone, RemedyScript up, RemedyScript? down, TimeProvider time)
{
    private CloneSchema? _before;
    private RemedyRun? _run;

    /// <summary>Applies it.</summary>
    /// <returns>Null, or why it could not be applied as a whole.</returns>
    public async Task<string?> ApplyAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        try
        {
            _before = await CloneSchema.ReadAsync(clone, cancellation);
            var started = time.GetTimestamp();
            if (await up.ApplyAsync(clone, cancellation) is { } failure)
            {
                return failure;
            }

            var took = time.GetElapsedTime(started);
            var after = await CloneSchema.ReadAsync(clone, cancellation);
            _run = new RemedyRun
            {
                Window = window.SoFar,
                Provenance = $"{up.Name} on a clone: {clone.Method}",
                Up = up.Name,
                Down = down?.Name,
                BuildTime = took,
                Changed = _before.Differences(after),
            };
            return null;
        }
        catch (Exception error) when (IsFailure(error))
        {
            return Told(error);
        }
    }

    /// <summary>Takes it back, and tells all that came of it.</summary>
    /// <exception cref="InvalidOperationException">It was not applied.</exception>
    public async Task<RemedyRun> RevertAsync(CancellationToken cancellation)
    {
        var (run, before) = (_run ?? throw new InvalidOperationException("the remedy is not applied"), _before!);
        if (down is null)
        {
            return run;
        }

        try
        {
            var failure = await down.ApplyAsync(clone, cancellation);
            return run with { DownFailure = failure, Left = before.Differences(await CloneSchema.ReadAsync(clone, cancellation)) };
        }
        catch (Exception error) when (IsFailure(error))
        {
            return run with { DownFailure = Told(error) };
        }
    }

    private static bool IsFailure(Exception error) => error is NpgsqlException or IOException or InvalidOperationException;

    private string Told(Exception error) => $"the clone {clone} does not answer: {ServerMessage.Of(error)}";
}
