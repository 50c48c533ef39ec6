using System.Net.Sockets;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Audits;

/// <summary>Whether the database of a plan can be reached: asked before any load is sent.</summary>
internal static class DatabaseReach
{
    /// <summary>Connects once, where the plan names a database.</summary>
    /// <remarks>A server that answers but does not serve (it is starting, or full, or a pooler) is the collectors' to tell.</remarks>
    /// <exception cref="BadInputException">Nobody is there, or the server refuses the database, the role or its password.</exception>
    public static async Task RequireAsync(ServicePlan service, CancellationToken cancellation)
    {
        if (service.Postgres is not { } postgres)
        {
            return;
        }

        try
        {
            await using var connection = await EvidenceConnection.OpenAsync(postgres, cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException && Refusal(service, e) is { })
        {
            throw new BadInputException(Refusal(service, e)!);
        }
        catch (Exception e) when (e is NpgsqlException or CollectorException)
        {
            // reached: what is read there is told by who reads it
        }
    }

    /// <summary>What is wrong in the plan, or null when the server's own state is: then another time may be better.</summary>
    /// <param name="service">The service in the plan.</param>
    /// <param name="error">What came of connecting.</param>
    internal static string? Refusal(ServicePlan service, Exception error) =>
        error is PostgresException refusal && !IsOfPlan(refusal.SqlState)
        ? null
        : $"{service.PlaceOf("postgres")}: the database cannot be reached: {Cause(error)}; expected the database of the service, or no "
            + "`postgres` for an audit without one";

    // PostgreSQL manual, appendix A: class 28 is the role and its password, 3D the database; 42501: it may not connect.
    private static bool IsOfPlan(string state) =>
        state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("3D", StringComparison.Ordinal)
        || state == PostgresErrorCodes.InsufficientPrivilege;

    private static string Cause(Exception error) => error switch
    {
        PostgresException => ServerMessage.Of(error),
        { InnerException: { } inner and not TimeoutException } => $"{error.Message}: {inner.Message}",
        _ => ServerMessage.Of(error),
    };
}
