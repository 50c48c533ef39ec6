using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Clones;

/// <summary>Whether the role may create databases at all: asked before anything is tried, so that the answer says what to grant.</summary>
internal static class CloneRights
{
    private const string Right =
        $"SELECT {EvidenceConnection.Marker} current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user";

    /// <summary>What is missing and what cures it, in one sentence; null when the role may create databases.</summary>
    public static async Task<string?> RefusalAsync(CloneServer server, CancellationToken cancellation) =>
        await server.RowsAsync(Right, [], cancellation) is [[{ } role, "f" or "False" or "false"], ..] ? Refusal(role) : null;

    /// <summary>The sentence.</summary>
    internal static string Refusal(string role) =>
        $"the role {role} may not create databases: ALTER ROLE {Sql.Readable(role)} CREATEDB; (as a superuser), or --clone CONN with a "
            + "clone that you made";
}
