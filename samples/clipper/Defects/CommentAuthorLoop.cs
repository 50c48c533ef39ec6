using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips/{id}/comments</c>. Broken: one page of comments, then one statement for each comment to name its author, so a page of 40
/// costs 42 round trips. Cured: all authors of the page in one statement.
/// </summary>
public static class CommentAuthorLoop
{
    public static readonly Defect Defect = new(
        "comment-author-loop",
        "The authors of a page of comments are read one by one; the cure reads them in one statement with = ANY.");

    public static Task<IReadOnlyDictionary<long, string>> LoadAuthors(
        NpgsqlDataSource database, Switches switches, IReadOnlyList<long> userIds, CancellationToken cancellation) =>
        switches.On(Defect)
            ? LoadAuthorsOneByOne(database, userIds, cancellation)
            : LoadAuthorsBatched(database, userIds, cancellation);

    private static async Task<IReadOnlyDictionary<long, string>> LoadAuthorsOneByOne(
        NpgsqlDataSource database, IReadOnlyList<long> userIds, CancellationToken cancellation)
    {
        const string sql = "SELECT id, name FROM users WHERE id = $1";
        Dictionary<long, string> names = [];
        foreach (var userId in userIds)
        {
            foreach (var (id, name) in await database.Rows(sql, [userId], Author, cancellation)) names[id] = name;
        }

        return names;
    }

    private static async Task<IReadOnlyDictionary<long, string>> LoadAuthorsBatched(
        NpgsqlDataSource database, IReadOnlyList<long> userIds, CancellationToken cancellation)
    {
        const string sql = "SELECT id, name FROM users WHERE id = ANY($1)";
        var authors = await database.Rows(sql, [userIds.Distinct().ToArray()], Author, cancellation);
        return authors.ToDictionary(author => author.Id, author => author.Name);
    }

    private static (long Id, string Name) Author(NpgsqlDataReader row) => (row.GetInt64(0), row.GetString(1));
}
