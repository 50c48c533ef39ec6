using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect;

/// <summary>What came of trying something that may fail for reasons outside: a value, or the cause why there is none.</summary>
public sealed record Attempt<T>(T? Value, string? Cause)
    where T : class;

/// <summary>Runs a collector so that whatever it throws becomes data: the audit goes on without it.</summary>
public static class CollectorHost
{
    /// <summary>What the collector observed, or the cause why it could not.</summary>
    /// <exception cref="OperationCanceledException">The audit itself was interrupted.</exception>
    public static async Task<Collected> RunAsync<T>(
        string what, Func<CancellationToken, Task<T>> collect, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
        where T : class, IEvidence
    {
        var attempt = await TryAsync(what, collect, limit, time, cancellation);
        return attempt.Value is { } evidence ? new Collected.Present(evidence) : new Collected.Failed(attempt.Cause!);
    }

    /// <summary>The same for what is no evidence by itself.</summary>
    /// <exception cref="OperationCanceledException">The audit itself was interrupted.</exception>
    public static async Task<Attempt<T>> TryAsync<T>(
        string what, Func<CancellationToken, Task<T>> collect, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
        where T : class
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return new Attempt<T>(await collect(linked.Token), null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            return new Attempt<T>(null, $"{what}: not finished within {limit.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            return new Attempt<T>(null, $"{what}: {Cause(e)}");
        }
    }

    // The messages of the chain, without repetitions: the outermost often says only "an error occurred".
    private static string Cause(Exception e)
    {
        var messages = new List<string>();
        for (var current = e; current is not null; current = current.InnerException)
        {
            var said = current is PostgresException refusal ? ServerMessage.Of(refusal) : current.Message;
            if (!messages.Any(message => message.Contains(said, StringComparison.Ordinal)))
            {
                messages.Add(said);
            }
        }

        return string.Join(": ", messages);
    }
}
