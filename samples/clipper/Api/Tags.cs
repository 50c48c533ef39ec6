using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

/// <summary>A tag; NewestClip is null where no clip has it.</summary>
public sealed record Tag(int Id, string Name, long? NewestClip);

/// <summary><c>GET /tags/{id}</c>: a tag and the newest clip that has it; read anew after some seconds.</summary>
public sealed class Tags(NpgsqlDataSource database, Switches switches, TimeProvider clock)
{
    private const string ById = """
        SELECT id, name, (SELECT max(clip_id) FROM clip_tags WHERE clip_tags.tag_id = tags.id) FROM tags WHERE id = $1
        """;

    private readonly JitterlessTagTtl.Cache<Tag> cache = new(switches, clock);

    /// <summary>The tag; null when there is none of this id.</summary>
    public Task<Tag?> Get(int id) => cache.Get(
        id, async () => await database.Rows(ById, [id], Read, CancellationToken.None) is [var tag] ? tag : null);

    private static Tag Read(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2));
}
