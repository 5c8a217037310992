namespace Longhaul.PostgreSql.Tests;

/// <summary>URLs that are wrong: one line that says how, without the password in it, even where that was not encoded.</summary>
public sealed class WrongAddressTests
{
    [Theory]
    [InlineData("postgres://u:sesame@db/app?sslmod=require", "has an option sslmod, which is not known; did you mean sslmode?")]
    [InlineData("postgres://u:sesame@db/app?aplication_name=x", "has an option aplication_name, which is not known; did you mean application_name?")]
    [InlineData("postgres://u:sesame@db/app?colour=red", "has an option colour, which is not known")]
    [InlineData("postgres://u:sesame@db/app?sslmode=maybe", "has sslmode=maybe, which must be disable, allow, prefer, require, verify-ca or verify-full")]
    [InlineData("postgres://u:sesame@db/app?connect_timeout=soon", "has connect_timeout=soon, which must be seconds from 0 to 1000")]
    [InlineData("postgres://u:sesame@db/app?connection_limit=0", "has connection_limit=0, which must be a number from 1 to 10000")]
    [InlineData("postgres://u:sesame@db/app?pgbouncer=perhaps", "has pgbouncer=perhaps, which must be true or false")]
    [InlineData("postgres://u:sesame@db/app?target_session_attrs=standby", "has target_session_attrs=standby, which must be read-write, primary or any; jobs cannot be kept on a standby")]
    [InlineData("postgres://u:sesame@db/app?channel_binding=1", "has channel_binding=1, which must be disable, prefer, require")]
    [InlineData("postgres://u:sesame@db/app?schema=pg_catalog", "has the schema \"pg_catalog\", which is PostgreSQL's own")]
    [InlineData("postgres://u:sesame@db/app?schema=o%27brien", "has the schema \"o'brien\", which has ' in it; a schema's name has at most 54 bytes, without control characters and ' \" \\ % { } $$")]
    [InlineData("postgres://u:sesame@db/app?options=-c%20search_path%3D50%25s", "has the schema \"50%s\", which has % in it")]
    [InlineData("postgres://u:sesame@db:99999/app", "has no port from 1 to 65535 after the colon of its host")]
    [InlineData("postgres://u:sesame@db/app/more", "has more than a database's name after its first /")]
    [InlineData("postgres://u:sesame@[::1/app", "has a [ before its host, and no ] after it")]
    [InlineData("postgres://u:sesame@db/app?service=mine", "has the option service, and no file of services is read: write host, port, user and database into the URL")]
    [InlineData("postgres://u:sesame@db/app?hostaddr=elsewhere", "has hostaddr=elsewhere, which must be an IP address; a name goes into host")]
    [InlineData("postgres://u:sesame@db/app?hostaddr=10.0.0.1,10.0.0.2", "has 2 hostaddr for 1 hosts; there must be one for each")]
    [InlineData("postgres://u:sesame@db/app?hostaddr=10.0.0.1&sslmode=verify-full", "has hostaddr and sslmode=verify-full, which cannot go together")]
    [InlineData("postgres://u:sesame@db/app?hostaddr=10.0.0.1&sslrootcert=system", "has hostaddr and sslmode=verify-full, which cannot go together")]
    [InlineData("postgres://u:sesame@db/app?sslcrl=/crl.pem", "has the option sslcrl, and lists of revoked certificates are not read")]
    [InlineData("postgres://u:sesame@db/app?ssl_min_protocol_version=TLSv1.3", "has ssl_min_protocol_version=TLSv1.3, which must be TLSv1.2 or older")]
    [InlineData("postgres://u:sesame@db/app?sslidentity=c.p12", "has sslidentity=c.p12, which must be a file that ends in .pfx")]
    [InlineData("postgres://u:sesame@db/app?statement_timeout=5s", "has statement_timeout=5s, which must be milliseconds, a whole number")]
    [InlineData("postgres://u:sesame@db/app?require_auth=sesame", "has a value for the option require_auth that the driver does not take")]
    [InlineData("mysql://u:sesame@db/app", "does not begin with postgresql:// or postgres://")]
    [InlineData("postgres:u:sesame@db/app", "does not begin with postgresql:// or postgres://")]
    public void The_line_says_what_is_wrong(string url, string line) => Complaint(url).ShouldStartWith(line);

    [Theory]
    [InlineData("postgres://u:sesa/me@db/app")]
    [InlineData("postgres://u:sesa?me@db/app")]
    [InlineData("postgres://u:sesa?me=x@db/app")]
    [InlineData("postgres://u:sesa#me@db/app")]
    [InlineData("postgres://u:sesa#/?me@db/app")]
    [InlineData("postgres://u:ses\name@db/app")]
    public void A_password_that_was_not_encoded_is_told_of_and_not_shown(string url)
    {
        var line = Complaint(url);
        line.ShouldContain("must be percent-encoded");
        line.ShouldNotContain("ses");
        line.ShouldNotContain("me=");
        line.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("PGPORT", "sesame")]
    [InlineData("PGSSLMODE", "sesame")]
    [InlineData("PGCONNECT_TIMEOUT", "sesame")]
    public void A_wrong_variable_is_named(string name, string value)
    {
        var wrong = Should.Throw<FormatException>(() => PostgreSqlAddress.Parse("postgres://db/app", new Dictionary<string, string> { [name] = value }));
        wrong.Message.ShouldBe($"is completed by {name}, whose value is none");
    }

    [Fact]
    public void A_service_is_refused_by_its_variable() =>
        Should.Throw<FormatException>(() => PostgreSqlAddress.Parse("postgres://db/app", new Dictionary<string, string> { ["PGSERVICE"] = "mine" }))
            .Message.ShouldBe("is completed by PGSERVICE, and no file of services is read: write host, port, user and database into the URL; unset it");

    [Theory]
    [InlineData("", "names nothing")]
    [InlineData("pg_x", "is PostgreSQL's own")]
    [InlineData("information_schema", "is PostgreSQL's own")]
    [InlineData("a\nb", "has a control character in it; a schema's name has at most 54 bytes")]
    [InlineData("o'brien", "has ' in it; a schema's name has")]
    [InlineData("a\"b", "has \" in it")]
    [InlineData("a\\b", "has \\ in it")]
    [InlineData("50%s", "has % in it")]
    [InlineData("{job}", "has { in it")]
    [InlineData("job}", "has } in it")]
    [InlineData("a$$b", "has $$ in it")]
    [InlineData("123456789_123456789_123456789_123456789_123456789_12345", "is 55 bytes long; a schema's name has at most 54 bytes")]
    [InlineData("äääääääääääääääääääääääääää_", "is 55 bytes long")]
    public void A_schema_that_cannot_be_is_refused(string schema, string line)
    {
        PostgreSqlAddress.ComplainOfSchema(schema).ShouldNotBeNull().ShouldStartWith(line);
        Should.Throw<FormatException>(() => PostgreSqlAddress.Parse("postgres://db/app", null, schema));
        Should.Throw<FormatException>(() => PostgreSqlAddress.FromConnectionString("Host=db", schema)).Message.ShouldNotContain('\n');
    }

    private static string Complaint(string url)
    {
        var message = Should.Throw<FormatException>(() => PostgreSqlAddress.Parse(url, new Dictionary<string, string>())).Message;
        message.ShouldNotContain("sesame");
        return message;
    }
}
