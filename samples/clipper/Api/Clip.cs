using Npgsql;

namespace Clipper.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the order of the list.</param>
/// <param name="Next">What to send as <c>before</c> for the page that follows; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public sealed record Author(long Id, string Name);

/// <summary>A clip as the table has it.</summary>
public sealed record Clip(long Id, string Title, string Url, int Score, double Hotness, DateTime CreatedAt, Author Author)
{
    /// <summary>What <see cref="Read"/> expects of a SELECT; the name of the author comes by the primary key of users.</summary>
    public const string Columns = """
        id, title, url, score, hotness, created_at, user_id, (SELECT name FROM users WHERE users.id = clips.user_id) AS author
        """;

    public static Clip Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetDouble(4), row.GetDateTime(5),
        new Author(row.GetInt64(6), row.IsDBNull(7) ? "" : row.GetString(7)));
}

/// <summary>A clip of a list; MyVote is -1 or 1, null when the caller has not voted or the list does not say.</summary>
public sealed record ClipItem(
    long Id, string Title, string Url, int Score, DateTime CreatedAt, Author Author, IReadOnlyList<string> Tags, short? MyVote)
{
    public static ClipItem Of(Clip clip, IEnumerable<string> tags, short? myVote = null) =>
        new(clip.Id, clip.Title, clip.Url, clip.Score, clip.CreatedAt, clip.Author, [.. tags], myVote);
}

/// <summary>A clip on its own page; Views is null when views are not counted.</summary>
public sealed record ClipDetail(
    long Id, string Title, string Url, int Score, DateTime CreatedAt, Author Author, IReadOnlyList<string> Tags, long? Views);
