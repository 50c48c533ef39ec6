using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Clones;

/// <summary>Whether the role may create databases at all: asked before anything is tried, so that the answer says what to grant.</summary>
internal static class CloneRights
{
    private const string Right =
        $"SELECT {EvidenceConnection.Marker} current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user";

    /// <summary>What is missing and what cures it, in one sentence; null when the role may create databases.</summary>
    /// <param name="server">Where clones are to be made.</param>
    /// <param name="otherwise">What the command offers besides, or null.</param>
    /// <param name="cancellation">Ends the question.</param>
    public static async Task<string?> RefusalAsync(CloneServer server, string? otherwise, CancellationToken cancellation) =>
        await server.RowsAsync(Right, [], cancellation) is [[{ } role, "f" or "False" or "false"], ..] ? Refusal(role, otherwise) : null;

    /// <summary>The sentence.</summary>
    internal static string Refusal(string role, string? otherwise) =>
        $"the role {role} may not create databases: ALTER ROLE {Sql.Readable(role)} CREATEDB; (as a superuser)"
            + (otherwise is null ? "" : $", or {otherwise}");
}
