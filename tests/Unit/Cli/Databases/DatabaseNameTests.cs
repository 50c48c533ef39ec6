using Headroom.Cli.Databases;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class DatabaseNameTests
{
    [Theory]
    [InlineData("postgres://me:pa%2Fss@db.test:5433/shop?sslmode=require", "postgres://me:pa%2Fss@db.test:5433/other?sslmode=require")]
    [InlineData("postgresql+asyncpg://me@127.0.0.1/shop", "postgresql+asyncpg://me@127.0.0.1/other")]
    [InlineData("jdbc:postgresql://127.0.0.1:5432/shop?user=me", "jdbc:postgresql://127.0.0.1:5432/other?user=me")]
    [InlineData("Host=127.0.0.1;Port=5432;Database=shop;Username=me;Password=x", "Host=127.0.0.1;Port=5432;Database=other;Username=me;Password=x")]
    [InlineData("database = shop; host=h", "database = other; host=h")]
    [InlineData("host=h dbname='shop' user=database", "host=h dbname='other' user=database")]
    [InlineData("shop", "other")]
    public void A_text_keeps_its_form_and_gets_another_name(string text, string replaced)
    {
        DatabaseName.Of(text).ShouldBe("shop");
        DatabaseName.Replace(text, "other").ShouldBe(replaced);
    }

    [Theory]
    [InlineData("postgres://me:hidden@db.test/shop", "as an address (scheme://...)")]
    [InlineData("Host=127.0.0.1;Database=shop;Password=hidden", "in keywords as Npgsql reads them (Host=...;Database=...)")]
    [InlineData("host=h dbname=shop password=hidden", "in keywords as libpq reads them (host=... dbname=...)")]
    [InlineData("shop", "as its name alone")]
    public void The_form_of_a_text_is_told_without_its_values(string text, string form) => DatabaseName.FormOf(text).ShouldBe(form);

    [Theory]
    [InlineData("postgres://me@127.0.0.1")]
    [InlineData("postgres://me@127.0.0.1/")]
    [InlineData("Host=127.0.0.1;Username=me")]
    [InlineData("")]
    public void A_text_without_a_name_has_none(string text)
    {
        DatabaseName.Of(text).ShouldBeNull();
        Should.Throw<ArgumentException>(() => DatabaseName.Replace(text, "other"));
    }

    [Fact]
    public void A_name_in_an_address_is_decoded() => DatabaseName.Of("postgres://h/my%20shop").ShouldBe("my shop");
}
