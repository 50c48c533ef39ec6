using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("System.X: no\n   at Shop.Prices.Get(Int64 id) in /src/Prices.cs:line 12", "stack trace")]
    [InlineData("""{"exception":"   at Shop.Prices.<Get>d__1.MoveNext()\n   at Shop.Other.Do()"}""", "stack trace")]
    [InlineData("org.x.Y\n\tat com.shop.Prices.get(Prices.java:12)", "stack trace")]
    [InlineData("Traceback (most recent call last):\n  File \"app.py\"", "stack trace")]
    [InlineData("goroutine 18 [running]:\nmain.main()", "stack trace")]
    [InlineData("<pre>Error: no<br> at async Prices.get (/app/prices.js:12:34)</pre>", "stack trace")]
    [InlineData("app/prices.rb:12:in `get'", "stack trace")]
    [InlineData("#0 /var/www/prices.php(12): get()", "stack trace")]
    [InlineData("System.Net.Http.HttpRequestException: Connection refused", "exception name")]
    [InlineData("psycopg2.OperationalError: server closed the connection", "exception name")]
    [InlineData("""{"message":"connect ECONNREFUSED"}""", "exception name")]
    [InlineData("dial tcp: i/o timeout", "exception name")]
    [InlineData("cannot open Host=db;Username=shop", "connection string")]
    [InlineData("redis://cache/0 is down", "connection string")]
    [InlineData("no answer from 127.0.0.1:7000", "address of a dependency")]
    [InlineData("failed: SELECT id FROM users WHERE id = 1", "SQL")]
    public void Each_inside_is_told(string body, string leak) => ErrorBody.Leaks(body, ["127.0.0.1:7000"]).ShouldContain(leak);

    [Theory]
    [InlineData("")]
    [InlineData("Internal Server Error")]
    [InlineData("""{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"prices are not available","status":503,"traceId":"00-4bf9-01"}""")]
    [InlineData("""{"error":{"code":"InternalServerError","message":"Please try again at a later time (in 5 seconds)."}}""")]
    [InlineData("<html><h1>503 Service Unavailable</h1><p>Look at our status page. Select one from the list; update your bookmarks.</p></html>")]
    [InlineData("no answer from 127.0.0.1:7001 yet: an exception to the rule")]
    public void A_friendly_error_has_none(string body) => ErrorBody.Leaks(body, ["127.0.0.1:7000"]).ShouldBeEmpty();

    [Fact]
    public void A_long_body_is_looked_at_from_its_beginning_only()
    {
        ErrorBody.Leaks(new string('x', ErrorBody.LookedAt - 30) + " 127.0.0.1:7000", ["127.0.0.1:7000"]).ShouldBe(["address of a dependency"]);
        ErrorBody.Leaks(new string('x', ErrorBody.LookedAt) + " 127.0.0.1:7000", ["127.0.0.1:7000"]).ShouldBeEmpty();
    }
}
