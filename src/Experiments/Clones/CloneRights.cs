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
    /// <param name="source">What is to be cloned.</param>
    /// <param name="cancellation">Ends the question.</param>
    public static async Task<string?> RefusalAsync(CloneServer server, CloneSource source, CancellationToken cancellation)
    {
        if (await server.RowsAsync(Right, [], cancellation) is not [[{ } role, "f" or "False" or "false"], ..])
        {
            return null;
        }

        var home = CloneServer.To(source.ConnectionString, CloneServer.DatabaseOf(source.ConnectionString));
        var denied = source is { MayBlockSource: false, Template: null } ? await DumpRights.MissingAsync(home, cancellation) : null;
        return Refusal(role, denied, source.Otherwise);
    }

    /// <summary>The sentence.</summary>
    /// <param name="role">The role.</param>
    /// <param name="denied">What it may not read either, where pg_dump is the only way; null when nothing.</param>
    /// <param name="otherwise">What the command offers besides, or null.</param>
    internal static string Refusal(string role, DumpRights? denied, string? otherwise) =>
        $"the role {role} may not create databases{(denied is null ? "" : ", nor read all that pg_dump copies")}: "
            + $"ALTER ROLE {Sql.Readable(role)} CREATEDB; {(denied is null ? "" : $"{denied.Grants}; ")}(as a superuser)"
            + (otherwise is null ? "" : $", or {otherwise}");
}
