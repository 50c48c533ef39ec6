using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Headroom.Model.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class TableDigestsTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task Moments_are_the_rows_own_as_epochs_and_as_texts_too()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await server.DatabaseAsync("moments", """
            CREATE TABLE events (
                id int PRIMARY KEY, seconds int, thousandths bigint, iso text, written varchar(40), long_ago text, year int, name text);
            """);
        var digests = await TableDigests.BeginAsync(database.Admin, cancellation);

        await database.RunAsync("""
            INSERT INTO events
            SELECT g, extract(epoch FROM now())::int, (1000 * extract(epoch FROM now()))::bigint, to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   now()::text, '2001-01-01T00:00:00Z', 2026, 'one'
            FROM generate_series(1, 5) AS g
            """);

        var events = (await digests.ReadAsync(cancellation)).ShouldHaveSingleItem();
        events.Columns.Where(column => column.Nature == ColumnNature.Own).Select(column => column.Name)
            .ShouldBe(["seconds", "thousandths", "iso", "written"]);
    }
}
