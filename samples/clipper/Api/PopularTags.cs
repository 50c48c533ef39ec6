using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

public sealed record TagCount(string Name, long Clips);

/// <summary><c>GET /tags/popular</c>: the tags of the newest clips, the most frequent first; counted anew after a second.</summary>
public sealed class PopularTags(NpgsqlDataSource database, Switches switches, TimeProvider clock)
{
    private const int NewestClips = 300;

    private const string LastClip = "SELECT max(id) FROM clips";

    private const string Counted = """
        SELECT tags.name, popular.clips
        FROM (SELECT tag_id, count(*) AS clips FROM clip_tags WHERE clip_id > $1 GROUP BY tag_id ORDER BY clips DESC, tag_id LIMIT 20) popular
        JOIN tags ON tags.id = popular.tag_id ORDER BY popular.clips DESC, tags.name
        """;

    private readonly PopularTagsStampede.Cache<IReadOnlyList<TagCount>> cache = new(switches, clock);

    public Task<IReadOnlyList<TagCount>> Get() => cache.Get(async () =>
    {
        var last = await database.Rows(LastClip, [], row => row.IsDBNull(0) ? 0 : row.GetInt64(0), CancellationToken.None);
        return await database.Rows(Counted, [last[0] - NewestClips], row => new TagCount(row.GetString(0), row.GetInt64(1)), CancellationToken.None);
    });
}
