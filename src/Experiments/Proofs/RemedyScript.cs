using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>SQL of somebody's own that changes a database: a remedy, or what takes it back.</summary>
public sealed class RemedyScript
{
    private readonly IReadOnlyList<RemedyStatement> _statements;

    private RemedyScript(string name, IReadOnlyList<RemedyStatement> statements) => (Name, _statements) = (name, statements);

    /// <summary>Its name, such as the path of its file.</summary>
    public string Name { get; }

    /// <summary>Reads it.</summary>
    /// <param name="name">Its name, with which every mistake begins.</param>
    /// <param name="sql">The text.</param>
    /// <returns>The script, or null and all that keeps it from being executed on a clone, each with its line.</returns>
    public static (RemedyScript? Script, IReadOnlyList<string> Mistakes) Read(string name, string sql)
    {
        List<RemedyStatement> statements = [.. RemedyStatement.Split(sql)];
        List<string> mistakes =
        [
            .. from statement in statements
               let refusal = statement.Refusal()
               where refusal is not null
               select $"{name}:{statement.Line}: {refusal}",
        ];
        if (statements.Count == 0)
        {
            mistakes.Add($"{name}: no statement; expected SQL with semicolons between statements");
        }

        if (statements.Aggregate(false, static (isOpen, statement) => statement.LeavesOpen(isOpen)))
        {
            mistakes.Add($"{name}: a transaction that is never committed; expected COMMIT after BEGIN, or none of both");
        }

        return mistakes.Count == 0 ? (new RemedyScript(name, statements), []) : (null, mistakes);
    }

    /// <summary>Executes it on a clone, statement by statement, exactly as it is written.</summary>
    /// <returns>Null, or which statement fails and why, without values; what came before it is done.</returns>
    public async Task<string?> ApplyAsync(DatabaseClone clone, CancellationToken cancellation)
    {
        var at = _statements[0];
        try
        {
            await using var session = await CloneServer.ConnectAsync(clone.ConnectionString, cancellation);
            foreach (var statement in _statements)
            {
                at = statement;
                await session.ExecuteAsync(statement.Text, cancellation);
            }

            return null;
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException)
        {
            return $"{Name}:{at.Line}: {ServerMessage.Of(error)}";
        }
    }
}
