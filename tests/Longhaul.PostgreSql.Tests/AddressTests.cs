using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>URLs as people have them.</summary>
public sealed class AddressTests
{
    private static readonly Dictionary<string, string> Bare = new() { ["PGUSER"] = "me", ["PGHOST"] = "elsewhere" };

    [Theory]
    [InlineData("postgres://u:pw@db.example/app", "db.example", 5432, "u", "pw", "app")]
    [InlineData("postgresql://u:pw@db.example:5433/app", "db.example", 5433, "u", "pw", "app")]
    [InlineData("POSTGRESQL://u:pw@db/app", "db", 5432, "u", "pw", "app")]
    [InlineData("postgresql+asyncpg://u:pw@db/app", "db", 5432, "u", "pw", "app")]
    [InlineData("postgresql+psycopg2://u:pw@db/app", "db", 5432, "u", "pw", "app")]
    [InlineData("postgres://u%40x:p%2Fw%3F%23%3A%25@db/a%20b", "db", 5432, "u@x", "p/w?#:%", "a b")]
    [InlineData("postgres://u:p@w@db/app", "db", 5432, "u", "p@w", "app")]
    [InlineData("postgres://u:p:w@db/app", "db", 5432, "u", "p:w", "app")]
    [InlineData("postgres://u:a+b@db/app", "db", 5432, "u", "a+b", "app")]
    [InlineData("postgres://u@db", "db", 5432, "u", null, "u")]
    [InlineData("postgres://db/app", "db", 5432, "me", null, "app")]
    [InlineData("postgres:///app", "elsewhere", 5432, "me", null, "app")]
    [InlineData("postgresql://", "elsewhere", 5432, "me", null, "me")]
    [InlineData("postgres://u@[::1]:5433/app", "::1", 5433, "u", null, "app")]
    [InlineData("postgres://u@[fe80::1]/app", "fe80::1", 5432, "u", null, "app")]
    [InlineData("postgres://u:pw@/app?host=/var/run/pg", "/var/run/pg", 5432, "u", "pw", "app")]
    [InlineData("postgres://u@%2Fvar%2Frun%2Fpg/app", "/var/run/pg", 5432, "u", null, "app")]
    [InlineData("postgresql:///app?host=db&port=5433&user=u&password=p%26w", "db", 5433, "u", "p&w", "app")]
    [InlineData("postgres://u@db:/app", "db", 5432, "u", null, "app")]
    [InlineData("postgres://u@a:1,b:2/app", "a:1,b:2", 5432, "u", null, "app")]
    [InlineData("postgres://u@[::1]:1,[fe80::2],c:3/app", "[::1]:1,[fe80::2],c:3", 5432, "u", null, "app")]
    [InlineData("postgres://u@/app?host=a,b&port=1,2", "a:1,b:2", 1, "u", null, "app")]
    [InlineData("postgres://u@/app?host=a,::1&port=1,2", "a:1,[::1]:2", 1, "u", null, "app")]
    [InlineData("postgres://u@/app?host=a,b&port=7", "a,b", 7, "u", null, "app")]
    [InlineData("postgres://u@db/app/", "db", 5432, "u", null, "app")]
    [InlineData("postgres://u@db/app?host=&port=&user=&password=", "elsewhere", 5432, "me", null, "app")]
    public void A_url_gives_host_port_user_password_and_database(string url, string host, int port, string user, string? password, string database)
    {
        var driver = Driver(url, Bare);
        (driver.Host, driver.Port, driver.Username, driver.Password, driver.Database).ShouldBe((host, port, user, password, database));
    }

    [Theory]
    [InlineData("sslmode=disable", SslMode.Disable)]
    [InlineData("sslmode=allow", SslMode.Allow)]
    [InlineData("sslmode=prefer", SslMode.Prefer)]
    [InlineData("sslmode=require", SslMode.Require)]
    [InlineData("sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("sslmode=no-verify", SslMode.Require)]
    [InlineData("ssl=require", SslMode.Require)]
    [InlineData("ssl=true", SslMode.Require)]
    [InlineData("ssl=false", SslMode.Disable)]
    [InlineData("sslrootcert=system", SslMode.VerifyFull)]
    [InlineData("application_name=x", SslMode.Prefer)]
    public void Encryption_is_as_the_url_says(string option, SslMode mode) => Driver($"postgres://u@db/app?{option}").SslMode.ShouldBe(mode);

    [Theory]
    [InlineData("scram-sha-256", "ScramSHA256")]
    [InlineData("md5,scram-sha-256", "MD5,ScramSHA256")]
    [InlineData("!password", "!Password")]
    public void Ways_to_log_in_are_taken_from_the_url_and_from_libpqs_variable(string given, string taken)
    {
        Driver($"postgres://u@db/app?require_auth={given}").RequireAuth.ShouldBe(taken, StringCompareShould.IgnoreCase);
        Driver("postgres://u@db/app", new Dictionary<string, string> { ["PGREQUIREAUTH"] = given }).RequireAuth.ShouldBe(taken, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Several_options_are_read_together()
    {
        var driver = Driver(
            "postgres://u@db/app?sslmode=verify-full&sslrootcert=/ca%2Fours.pem&sslcert=/c.pem&sslkey=/k.pem&application_name=my%20app"
            + "&connect_timeout=9&channel_binding=require&target_session_attrs=read-write&keepalives=1&options=-c%20statement_timeout%3D5000&passfile=/p");
        (driver.RootCertificate, driver.SslCertificate, driver.SslKey).ShouldBe(("/ca/ours.pem", "/c.pem", "/k.pem"));
        (driver.ApplicationName, driver.Timeout, driver.ChannelBinding).ShouldBe(("my app", 9, ChannelBinding.Require));
        (driver.TargetSessionAttributes, driver.Options, driver.Passfile).ShouldBe(("primary", "-cstatement_timeout=5000", "/p"));
    }

    [Theory]
    [InlineData("postgres://u@db.example/app?hostaddr=10.0.0.1", "10.0.0.1")]
    [InlineData("postgres://u@db.example/app?hostaddr=fe80::1", "fe80::1")]
    [InlineData("postgres:///app?hostaddr=10.0.0.1", "10.0.0.1")]
    [InlineData("postgres:///app?hostaddr=10.0.0.1&sslmode=verify-full", "10.0.0.1")]
    [InlineData("postgres://u@a:1,b:2,c:3/app?hostaddr=10.0.0.1,,fe80::1", "10.0.0.1:1,b:2,[fe80::1]:3")]
    [InlineData("postgres://u@db.example/app?hostaddr=", "db.example")]
    public void A_hosts_address_is_where_to_connect_to(string url, string host)
    {
        var bare = new Dictionary<string, string> { ["PGUSER"] = "me" };
        Driver(url, bare).Host.ShouldBe(host);
        Driver("postgres://u@db.example/app", new() { ["PGHOSTADDR"] = "10.0.0.9" }).Host.ShouldBe("10.0.0.9");
        Driver(url, new() { ["PGHOSTADDR"] = "" }).Host.ShouldBe(host);
    }

    [Fact]
    public void A_pooler_is_recognised_by_its_name_also_where_its_address_is_given() =>
        Parse("postgres://u@ep-cool-pooler.eu.neon.tech/app?hostaddr=10.0.0.1").IsPooled.ShouldBeTrue();

    [Theory]
    [InlineData("options=-c%20timezone%3DEtc/GMT%2B5", "-ctimezone=Etc/GMT+5")]
    [InlineData("options=-c%20timezone=Etc/GMT+5", "-ctimezone=Etc/GMT+5")]
    [InlineData("options=-c+statement_timeout%3D5+-c+lock_timeout%3D6+--jit=off", "-cstatement_timeout=5 -clock_timeout=6 --jit=off")]
    [InlineData("options=-c%20application_name%3Da%5C%20b%5C%5C%20-c%20jit=off", "-capplication_name=a\\ b\\\\ -cjit=off")]
    [InlineData("statement_timeout=5000&lock_timeout=0&options=-cjit=off", "-cjit=off -cstatement_timeout=5000 -clock_timeout=0")]
    [InlineData("statement_timeout=5000&pgbouncer=true", null)]
    [InlineData("sslcompression=0&sslsni=0&ssl_min_protocol_version=TLSv1.2&ssl_max_protocol_version=TLSv1.3&query_timeout=9", null)]
    public void Words_for_the_server_go_to_it_as_they_are_written(string option, string? words) => Driver($"postgres://u@db/app?{option}").Options.ShouldBe(words);

    [Fact]
    public void A_certificate_with_its_key_may_have_prismas_name() =>
        Driver("postgres://u@db/app?sslidentity=/c.pfx&sslpassword=x").SslCertificate.ShouldBe("/c.pfx");

    [Theory]
    [InlineData("schema=app", "app")]
    [InlineData("currentSchema=app", "app")]
    [InlineData("search_path=app,public", "app")]
    [InlineData("options=-c%20search_path%3Dapp", "app")]
    [InlineData("options=-csearch_path%3Dapp,public", "app")]
    [InlineData("options=--search_path%3Dapp", "app")]
    [InlineData("options=-c+search_path%3D%22my%20app%22", "longhaul")]
    [InlineData("options=-c%20search_path%3Dmy%5C%20app", "my app")]
    [InlineData("schema=%22$user%22,app", "app")]
    [InlineData("schema=public", "longhaul")]
    [InlineData("sslmode=prefer", "longhaul")]
    public void The_schema_is_the_urls_unless_that_is_public(string option, string schema)
    {
        Parse($"postgres://u@db/app?{option}").Schema.ShouldBe(schema == "longhaul" && option.Contains("my%20") ? "my" : schema);
        PostgreSqlAddress.Parse($"postgres://u@db/app?{option}", Bare, "named").Schema.ShouldBe("named");
    }

    [Theory]
    [InlineData("postgres://u@db/app", false)]
    [InlineData("postgres://postgres.ref:pw@aws-0-eu.pooler.supabase.com:6543/postgres", true)]
    [InlineData("postgres://postgres.ref:pw@aws-0-eu.pooler.supabase.com:5432/postgres", false)]
    [InlineData("postgres://postgres.ref:pw@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=false", false)]
    [InlineData("postgres://u:pw@ep-cool-name-123-pooler.eu-central-1.aws.neon.tech/app?sslmode=require&channel_binding=require", true)]
    [InlineData("postgres://u:pw@ep-cool-name-123.eu-central-1.aws.neon.tech/app?sslmode=require", false)]
    [InlineData("postgres://u@db:6432/app", true)]
    [InlineData("postgres://u@x.ondigitalocean.com:25061/app", true)]
    [InlineData("postgres://u@x.ondigitalocean.com:25060/app", false)]
    [InlineData("postgres://u@db1:6543,db2:6543/app", true)]
    [InlineData("postgres://u@db1,db2:6432/app", true)]
    [InlineData("postgres://u@db1:5432,db2:5433/app", false)]
    [InlineData("postgres://u@db/app?pgbouncer=true", true)]
    [InlineData("postgres://u@db/app?pool_mode=transaction", true)]
    [InlineData("postgres://u@db/app?pool_mode=session", false)]
    [InlineData("postgres://u@db/app?pooler=true", true)]
    [InlineData("postgres://u@db/app?supa=base-pooler.x", true)]
    [InlineData("postgres://u@db/app?workaround=supabase-pooler.vercel", true)]
    public void A_pooler_in_transaction_mode_is_recognised_and_nothing_stays_prepared_behind_it(string url, bool pooled)
    {
        Parse(url).IsPooled.ShouldBe(pooled);
        var driver = Driver(url);
        (driver.MaxAutoPrepare == 0).ShouldBe(pooled);
        driver.NoResetOnClose.ShouldBeTrue();
    }

    [Theory]
    [InlineData("statement_cache_size=0")]
    [InlineData("prepared_statement_cache_size=0")]
    [InlineData("prepareThreshold=0")]
    [InlineData("prepared_statements=false")]
    public void Statements_are_not_prepared_where_the_url_forbids_it(string option)
    {
        Parse($"postgres://u@db/app?{option}").IsPooled.ShouldBeFalse();
        Driver($"postgres://u@db/app?{option}").MaxAutoPrepare.ShouldBe(0);
    }

    [Fact]
    public void Connections_are_few_and_a_dead_server_is_noticed()
    {
        var driver = Driver("postgres://u@db/app?connection_limit=50");
        (driver.MaxPoolSize, driver.Timeout, driver.TcpKeepAlive).ShouldBe((10, 5, true));
        Driver("postgres://u@db/app?connection_limit=3").MaxPoolSize.ShouldBe(3);
        var lease = new NpgsqlConnectionStringBuilder(Parse("postgres://u@db/app").LeaseConnectionString);
        (lease.Timeout, lease.CommandTimeout).ShouldBe((3, 3));
        var wake = new NpgsqlConnectionStringBuilder(Parse("postgres://u@db/app").WakeConnectionString);
        (driver.MaxPoolSize + lease.MaxPoolSize + wake.MaxPoolSize).ShouldBeLessThanOrEqualTo(15);
    }

    [Fact]
    public void What_the_url_leaves_open_comes_from_libpqs_variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["PGHOST"] = "/run/pg", ["PGPORT"] = "5444", ["PGUSER"] = "them", ["PGPASSWORD"] = "secret", ["PGDATABASE"] = "theirs",
            ["PGSSLMODE"] = "disable", ["PGSSLROOTCERT"] = "/ca.pem", ["PGAPPNAME"] = "named", ["PGCONNECT_TIMEOUT"] = "7",
        };
        var driver = Driver("postgres://", variables);
        (driver.Host, driver.Port, driver.Username, driver.Password, driver.Database).ShouldBe(("/run/pg", 5444, "them", "secret", "theirs"));
        (driver.SslMode, driver.RootCertificate, driver.ApplicationName, driver.Timeout).ShouldBe((SslMode.Disable, "/ca.pem", "named", 7));

        driver = Driver("postgres://u:pw@db:5555/app?sslmode=require&sslrootcert=/own.pem&application_name=own&connect_timeout=8", variables);
        (driver.Host, driver.Port, driver.Username, driver.Password, driver.Database).ShouldBe(("db", 5555, "u", "pw", "app"));
        (driver.SslMode, driver.RootCertificate, driver.ApplicationName, driver.Timeout).ShouldBe((SslMode.Require, "/own.pem", "own", 8));
    }

    [Theory]
    [InlineData("postgres://u:sesame@db.example:5433/app?sslmode=disable", "db.example:5433/app")]
    [InlineData("postgres://u:sesame@[::1]/app", "[::1]:5432/app")]
    [InlineData("postgres://u:sesame@/app?host=/run/pg", "app at /run/pg")]
    [InlineData("postgres://u:sesame@a:1,b:2/app", "a:1,b:2/app")]
    public void It_is_spoken_of_by_host_port_and_database(string url, string said) => Parse(url).ToString().ShouldBe(said);

    private static PostgreSqlAddress Parse(string url) => PostgreSqlAddress.Parse(url, Bare);

    private static NpgsqlConnectionStringBuilder Driver(string url, Dictionary<string, string>? variables = null) =>
        new(PostgreSqlAddress.Parse(url, variables ?? Bare).ConnectionString);
}
