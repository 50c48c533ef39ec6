using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class FreeParametersTests
{
    [Theory]
    [InlineData("SELECT $1 AS one FROM \"users\" WHERE \"users\".\"email\" = $2 LIMIT $3")]
    [InlineData("SELECT EXISTS (SELECT $1 FROM users WHERE email = $2)")]
    [InlineData("SELECT id, $1 FROM users")]
    [InlineData("SELECT count(*) FROM (SELECT $1 AS one FROM users WHERE kind = $2 LIMIT $3) counted")]
    [InlineData("SELECT coalesce((SELECT $1 FROM users WHERE email = $2), $3)")]
    [InlineData("SELECT count($1) FROM users WHERE email = $2")]
    [InlineData("SELECT sum(coalesce(amount, $1)) FROM orders WHERE user_id = $2")]
    [InlineData("SELECT CASE WHEN paid THEN $1 ELSE $2 END FROM orders")]
    [InlineData("UPDATE stock SET amount = amount - $1 WHERE id = $2")]
    [InlineData("INSERT INTO hits (id) VALUES ($2) ON CONFLICT (id) DO UPDATE SET count = hits.count + $1")]
    public void What_chooses_no_row_may_be_anything(string query) => FreeParameters.Has(query, 1).ShouldBeTrue();

    [Theory]
    [InlineData("SELECT id FROM users WHERE email = $1")]
    [InlineData("SELECT $1 AS one FROM users WHERE id = $1")]
    [InlineData("SELECT id FROM users WHERE coalesce(age, $1) > 5")]
    [InlineData("SELECT date_trunc($1, placed_at) FROM orders")]
    [InlineData("SELECT count(*) FILTER (WHERE state = $1) FROM orders")]
    [InlineData("SELECT (SELECT name FROM users u WHERE u.id = $1) FROM orders")]
    [InlineData("SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id AND u.kind = $1")]
    [InlineData("SELECT data -> $1 FROM orders")]
    [InlineData("INSERT INTO orders (state) VALUES ($1)")]
    [InlineData("SELECT id FROM orders ORDER BY place <-> $1")]
    [InlineData("UPDATE orders SET state = $1 WHERE id = $2")]
    [InlineData("SELECT id FROM users WHERE id IN (SELECT $1)")]
    [InlineData("SELECT id FROM users WHERE kind = (SELECT $1)")]
    [InlineData("WITH wanted AS (SELECT $1 AS id) SELECT email FROM users JOIN wanted USING (id)")]
    [InlineData("SELECT id FROM users WHERE id IN (SELECT 5 UNION ALL SELECT $1)")]
    [InlineData("SELECT id FROM users")]
    public void What_may_choose_rows_or_has_a_meaning_may_not(string query) => FreeParameters.Has(query, 1).ShouldBeFalse();
}
