using Headroom.Cli;
using Headroom.Cli.Databases;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("Host=h;Databse=shop;Password=sekret", "(did you mean Database?); expected Host=")]
    [InlineData("host=h dbnam=shop password=sekret", "'dbnam' is no keyword of a connection string (did you mean dbname?); expected Host=")]
    [InlineData("postgres://me:sekret@h/shop?sslmod=require", "'sslmod' is no keyword of a connection string (did you mean sslmode?); expected Host=")]
    [InlineData("Host=h;Password=sekret;Port=abc", "the value of port cannot be used; expected Host=")]
    [InlineData("host=h password=sekret port=abc", "the value of port cannot be used; expected Host=")]
    [InlineData("Host=h;Password=a;sekret=b", "a keyword or a value in it cannot be used; expected Host=")]
    [InlineData("host=h password=a sekret=b", "a keyword or a value in it cannot be used; expected Host=")]
    [InlineData("Password=sekret;Database=shop", "cannot be read, or names no host; expected Host=")]
    [InlineData("sekret", "cannot be read, or names no host; expected Host=")]
    [InlineData("Host=h;Password=sekret;Port=70000", "the value of port cannot be used; expected Host=")]
    [InlineData("host=h password sekret", "password stands without = and a value; expected Host=")]
    [InlineData("host=h password='it''sekret' dbname=x", @"has no end, or no blank behind it; write \' for a quote within, and \\ for \; expected Host=")]
    [InlineData("host=h password='sekret dbname=x", "a value between quotes has no end")]
    [InlineData("jdbc:postgresql://h/shop?user=me&password=sekret", "it begins with jdbc:, as addresses for Java do; write it without, as postgresql://")]
    [InlineData("postgres://me:sekret@h1:1,h2:2/shop", "it names several hosts, and each session may reach another of them; write one, as postgres://")]
    [InlineData("postgres://me:sekret@/shop?host=h1,h2", "it names several hosts")]
    [InlineData("Host=h1,h2;Password=sekret", "it names several hosts, and each session may reach another of them; write one, as postgres://")]
    [InlineData("Host=h1:1, h2:2;Password=sekret", "it names several hosts")]
    [InlineData("Host=/tmp,/run;Password=sekret", "it names several hosts")]
    [InlineData("host=h1,h2 password=sekret", "it names several hosts")]
    [InlineData("hostaddr=10.0.0.1,10.0.0.2 password=sekret", "it names several hosts")]
    [InlineData("host=h password=sekret;", "its host is neither a name nor an address; write either ; or blanks between the keywords, and quotes around")]
    [InlineData("host=h password=sekret;Database=shop", "its host is neither a name nor an address")]
    [InlineData("Host=h/sekret;Database=shop", "its host is neither a name nor an address")]
    [InlineData("Host=h:70000;Password=sekret", "its host is neither a name nor an address")]
    [InlineData("Host=h:;Password=sekret", "its host is neither a name nor an address")]
    [InlineData("postgres://me:sekret@[::1/shop", "its host cannot be read; write an IPv6 address as postgres://user@[::1]:port/database")]
    [InlineData("postgres://me:sekret@[::1]5433/shop", "its host cannot be read")]
    [InlineData("postgres://me:sekret@::1:5433/shop", "the value of port cannot be used")]
    [InlineData("postgres://me:sekret/2@h/shop", "its password has a / that is not encoded; write / as %2F and @ as %40")]
    [InlineData("postgres://me:S@sekret/2@h/shop", "its password has a / that is not encoded")]
    [InlineData("postgres://me:sekret@/shop", "cannot be read, or names no host")]
    public void The_wrong_word_is_named_and_no_value_is(string text, string message)
    {
        var told = Should.Throw<BadInputException>(() => ConnectionText.Read("--postgres", text)).Message;

        told.ShouldStartWith("--postgres: ");
        told.ShouldContain(message);
        told.ShouldNotContain("sekret");
    }

    [Theory]
    [InlineData("Host=h;Port=5433;Database=shop;Password=a:b")]
    [InlineData("host=h port=5433 dbname=shop password='a:b'")]
    [InlineData("postgres://h:5433/shop?password=a%3Ab")]
    public void Each_form_says_the_same(string text)
    {
        var read = new NpgsqlConnectionStringBuilder(ConnectionText.Read("--postgres", text));

        (read.Host, read.Port, read.Database, read.Password).ShouldBe(("h", 5433, "shop", "a:b"));
    }

    [Theory]
    [InlineData("host = h dbname = 'my shop' user= me password='it\\'s'", "my shop", "it's")]
    [InlineData("host=h\tdbname=shop\npassword = 'a; \\\\ b'", "shop", "a; \\ b")]
    [InlineData("host=h dbname='a;b' password='c;d=e'", "a;b", "c;d=e")]
    [InlineData("host=h dbname=shop password=it\\'s\\ mine", "shop", "it's mine")]
    [InlineData("host='h' dbname='' password=''", null, null)]
    [InlineData("Host=h; Database='my shop'; Password='it''s'", "my shop", "it's")]
    public void Values_in_quotes_are_read_as_their_own_tools_read_them(string text, string? database, string? password)
    {
        var read = new NpgsqlConnectionStringBuilder(ConnectionText.Read("--postgres", text));

        (read.Host, Known(read.Database), Known(read.Password)).ShouldBe(("h", database, password));

        static string? Known(string? value) => string.IsNullOrEmpty(value) ? null : value;
    }

    [Theory]
    [InlineData("postgres://u@[::1]:5433/db", "::1", 5433, "u", "db")]
    [InlineData("postgresql://[::1]/db", "::1", 5432, null, "db")]
    [InlineData("postgres://h", "h", 5432, null, null)]
    [InlineData("postgres:///db?host=/var/run/postgresql", "/var/run/postgresql", 5432, null, "db")]
    [InlineData("postgres://u@/db?host=/var/run/postgresql&port=5433", "/var/run/postgresql", 5433, "u", "db")]
    [InlineData("postgres://u@:5433/db?host=%2Fvar%2Frun%2Fpostgresql", "/var/run/postgresql", 5433, "u", "db")]
    [InlineData("postgres://u:a@b#c@%2Fvar%2Frun%2Fpostgresql/my%20db", "/var/run/postgresql", 5432, "u", "my db")]
    [InlineData("postgres://?host=::1&dbname=db&user=u", "::1", 5432, "u", "db")]
    [InlineData("Host=h:5433;Database=db", "h", 5433, null, "db")]
    [InlineData("Host=[::1]:5433;Database=db", "::1", 5433, null, "db")]
    [InlineData("Host=::1;Port=5433;Database=db", "::1", 5433, null, "db")]
    [InlineData("Host=_pg.internal;Database=db", "_pg.internal", 5432, null, "db")]
    [InlineData("host=shop_db-1.example dbname=db user=u", "shop_db-1.example", 5432, "u", "db")]
    [InlineData("host='/var/my run' dbname=db", "/var/my run", 5432, null, "db")]
    [InlineData("host=@shop dbname=db", "@shop", 5432, null, "db")]
    public void A_host_is_where_a_connection_may_have_it(string text, string host, int port, string? user, string? database)
    {
        var read = new NpgsqlConnectionStringBuilder(ConnectionText.Read("--postgres", text));

        (read.Host, read.Port, read.Username, read.Database).ShouldBe((host, port, user, database));
    }
}
