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
}
