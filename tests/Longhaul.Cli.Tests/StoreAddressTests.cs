using Longhaul.PostgreSql;

namespace Longhaul.Cli.Tests;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("sqlite:data/x.db", "/p/data/x.db")]
    [InlineData("sqlite:/var/x.db", "/var/x.db")]
    [InlineData("sqlite:///data/x.db", "/p/data/x.db")]
    [InlineData("sqlite:////var/x.db", "/var/x.db")]
    [InlineData("sqlite+aiosqlite:///./x.db", "/p/x.db")]
    [InlineData("sqlite+aiosqlite:////var/x.db?timeout=5", "/var/x.db")]
    [InlineData("sqlite+pysqlite:///x.db", "/p/x.db")]
    [InlineData("SQLITE:x.db", "/p/x.db")]
    [InlineData("file:x.db", "/p/x.db")]
    [InlineData("x.db", "/p/x.db")]
    [InlineData("../x.db", "/x.db")]
    [InlineData("/var/x.db", "/var/x.db")]
    public void An_address_of_a_file_gives_its_path(string address, string path) => Choose(address).Place.ShouldBe(new StorePlace.LocalFile(path));

    [Theory]
    [InlineData("postgres://u:pw@db.example/app", "db.example:5432/app")]
    [InlineData("postgresql://u:pw@db:5433/app?sslmode=require", "db:5433/app")]
    [InlineData("postgresql+asyncpg://u:pw@db/app", "db:5432/app")]
    [InlineData("POSTGRES://u:pw@db/app", "db:5432/app")]
    public void An_address_of_a_server_gives_host_and_database(string address, string server) => Server(address, []).ToString().ShouldBe(server);

    [Fact]
    public void A_servers_schema_comes_from_its_variable_else_from_the_url()
    {
        Server("postgres://u@db/app", []).Schema.ShouldBe("longhaul");
        Server("postgres://u@db/app?schema=own", []).Schema.ShouldBe("own");
        Server("postgres://u@db/app?schema=own", new() { ["LONGHAUL_SCHEMA"] = "named" }).Schema.ShouldBe("named");
    }

    [Fact]
    public void What_a_servers_address_leaves_open_comes_from_libpqs_variables() =>
        Server("postgres:///", new() { ["PGHOST"] = "db", ["PGPORT"] = "5444", ["PGDATABASE"] = "app" }).ToString().ShouldBe("db:5444/app");

    [Theory]
    [InlineData("postgres://u:pw@db:x/app", "\"postgres://db:…/app\" has no port from 1 to 65535 after the colon of its host; a / ? # @ or : in a user name or password must be percent-encoded (%2F %3F %23 %40 %3A)")]
    [InlineData("postgres://u:pw?pw=x@db/app", "\"postgres://…\" has a character where none may be; a / ? # @ or : in a user name or password must be percent-encoded (%2F %3F %23 %40 %3A)")]
    [InlineData("postgres://u:pw@db/app?sslmod=pw2", "\"postgres://db/app\" has an option sslmod, which is not known; did you mean sslmode?")]
    [InlineData("Host=db;Password=pw", "\"…\" is a driver's connection string, and Longhaul takes a URL: postgresql://user:password@host:port/database")]
    [InlineData("redis://:pw@cache:6379/0", "\"redis://cache:6379/0\" is Redis, and this version stores jobs in SQLite or PostgreSQL only")]
    [InlineData("rediss://:pw@cache:6379", "\"rediss://cache:6379\" is Redis, and this version stores jobs in SQLite or PostgreSQL only")]
    [InlineData("libsql://x.turso.io?authToken=pw", "\"libsql://x.turso.io\" is a Turso database, and this version stores jobs in SQLite or PostgreSQL only; a file that libsql writes can be opened as sqlite:PATH")]
    [InlineData("https://abc.supabase.co", "\"https://abc.supabase.co\" is Supabase's web address, not a database; take the connection string that its dashboard shows under Connect")]
    [InlineData("jdbc:postgresql://db:5432/app?user=u&password=pw", "\"jdbc:postgresql://db:5432/app\" is written for Java; leave out jdbc: and write postgresql://user:password@host:port/database")]
    [InlineData("mysql://root:pw@db/x", "\"mysql://db/x\" is no store that Longhaul knows")]
    [InlineData("sqlite://x.db", "\"sqlite://x.db\" has two slashes after the colon, where a path needs none, three or four")]
    [InlineData("sqlite:", "\"sqlite:\" names no file")]
    [InlineData("sqlite:///", "\"sqlite:///\" names no file")]
    [InlineData("sqlite::memory:", "\"sqlite::memory:\" would keep jobs in memory, where no other process finds them")]
    [InlineData("sqlite:data/", "\"sqlite:data/\" names a folder, not a file")]
    public void Any_other_address_is_one_line_without_its_secrets(string address, string line)
    {
        var reader = new SettingReader(new Dictionary<string, string> { ["DATABASE_URL"] = address });
        StoreChoice.Make(reader, "/p", () => null).ShouldBeNull();
        reader.Problems.ShouldHaveSingleItem().ShouldBe($"DATABASE_URL: {line}; set LONGHAUL_STORE=sqlite:data/longhaul.db, or postgresql://user:password@host/database");
    }

    [Theory]
    [InlineData("'postgres://u:sesame@db/app")]
    [InlineData("<postgres://u:sesame@db/app>")]
    [InlineData("[postgres://u:sesame@db/app]")]
    [InlineData("DATABASE_URL=postgres://u:sesame@db/app")]
    [InlineData("psql postgres://u:sesame@db/app")]
    [InlineData("postgres//u:sesame@db/app")]
    [InlineData("postgres:/u:sesame@db/app")]
    [InlineData("postgres:u:sesame@db/app")]
    [InlineData("postgresql ://u:sesame@db/app")]
    [InlineData("u:sesame@db:5432:x/app")]
    [InlineData("postgres://u:p@a?sesame=1@db/app")]
    [InlineData("postgre://u:p#sesame@db/app")]
    [InlineData("x://db/app?password_is=sesame")]
    [InlineData("x:db/app?token=sesame")]
    public void A_misspelt_address_shows_no_part_that_could_be_a_secret(string address)
    {
        var reader = new SettingReader(new Dictionary<string, string> { ["DATABASE_URL"] = address });
        var found = StoreChoice.Make(reader, "/p", () => null);
        found.ShouldBeNull($"{found?.Place}");
        reader.Problems.ShouldHaveSingleItem().ShouldNotContain("sesame");
    }

    [Theory]
    [InlineData("\"postgres://u:pw@db/app\"")]
    [InlineData("'postgres://u:pw@db/app'")]
    public void Quotes_around_an_address_are_left_out(string address) => Server(address, []).ToString().ShouldBe("db:5432/app");

    [Theory]
    [InlineData("REDIS_URL", "redis://cache")]
    [InlineData("TURSO_DATABASE_URL", "libsql://x.turso.io")]
    [InlineData("SUPABASE_URL", "https://abc.supabase.co")]
    public void Other_services_variables_are_named_in_the_refusal(string variable, string value)
    {
        var reader = new SettingReader(new Dictionary<string, string> { [variable] = value });
        StoreChoice.Make(reader, "/p", () => "sqlite:x.db").ShouldBeNull();
        reader.Problems.ShouldHaveSingleItem().ShouldStartWith($"{variable}: ");
    }

    [Fact]
    public void The_flag_wins_over_variables_these_over_the_file_and_that_over_the_default()
    {
        var environment = new Dictionary<string, string> { ["LONGHAUL_STORE"] = "b.db", ["DATABASE_URL"] = "c.db" };
        Make(environment, new() { ["--store"] = "a.db" }, "d.db").ShouldBe(new StoreChoice(new StorePlace.LocalFile("/p/a.db"), "--store"));
        Make(environment, [], "d.db").ShouldBe(new StoreChoice(new StorePlace.LocalFile("/p/b.db"), "LONGHAUL_STORE"));
        Make(new() { ["DATABASE_URL"] = "c.db", ["REDIS_URL"] = "redis://x" }, [], "d.db").ShouldBe(new StoreChoice(new StorePlace.LocalFile("/p/c.db"), "DATABASE_URL"));
        Make([], [], "d.db").ShouldBe(new StoreChoice(new StorePlace.LocalFile("/p/d.db"), "store in longhaul.yaml"));
        Make([], [], null).ShouldBe(new StoreChoice(new StorePlace.LocalFile("/p/data/longhaul.db"), "default"));
    }

    [Theory]
    [InlineData("RAILWAY_PROJECT_ID", "Railway")]
    [InlineData("RENDER", "Render")]
    [InlineData("FLY_APP_NAME", "Fly.io")]
    [InlineData("KUBERNETES_SERVICE_HOST", "Kubernetes")]
    public void On_a_platform_no_store_and_a_local_one_are_errors(string variable, string name)
    {
        Refusal([], variable).ShouldBe(
            $"DATABASE_URL: no store is set, but {variable} says that this runs on {name}, where a container's files are lost with each deploy; "
            + "set DATABASE_URL to a PostgreSQL database, or mount a volume and set LONGHAUL_STORE=sqlite:/path/on/the/volume/longhaul.db to say that you mean it");
        Refusal(new() { ["DATABASE_URL"] = "sqlite:x.db" }, variable).ShouldStartWith("DATABASE_URL: the store is a local file, but ");
    }

    [Fact]
    public void On_a_platform_a_server_is_fine_unless_it_is_on_localhost()
    {
        Make(new() { ["RENDER"] = "true", ["DATABASE_URL"] = "postgres://u:pw@db/app" }, [], null).ShouldNotBeNull().Source.ShouldBe("DATABASE_URL");
        Make(new() { ["RENDER"] = "true" }, [], "postgres://u:pw@db/app").ShouldNotBeNull();
        Make(new() { ["RENDER"] = "true", ["LONGHAUL_STORE"] = "postgres://u:pw@localhost/app" }, [], null).ShouldNotBeNull();
        Refusal(new() { ["DATABASE_URL"] = "postgres://u:pw@localhost/app" }, "RENDER").ShouldStartWith("DATABASE_URL: the store is on this machine's own localhost, but RENDER ");
    }

    [Fact]
    public void On_a_platform_a_local_store_that_was_chosen_for_it_is_fine() =>
        Make(new() { ["RENDER"] = "true", ["LONGHAUL_STORE"] = "sqlite:/disk/x.db" }, [], null).ShouldBe(new StoreChoice(new StorePlace.LocalFile("/disk/x.db"), "LONGHAUL_STORE"));

    private static PostgreSqlAddress Server(string address, Dictionary<string, string> variables) =>
        Make(new(variables) { ["DATABASE_URL"] = address }, [], null)!.Place.ShouldBeOfType<StorePlace.Server>().Address;

    private static StoreChoice Choose(string address) => Make(new() { ["DATABASE_URL"] = address }, [], null)!;

    private static StoreChoice? Make(Dictionary<string, string> environment, Dictionary<string, string> flags, string? file) =>
        StoreChoice.Make(new SettingReader(environment, flags), "/p", () => file);

    private static string Refusal(Dictionary<string, string> environment, string platform)
    {
        var reader = new SettingReader(new Dictionary<string, string>(environment) { [platform] = "1" });
        StoreChoice.Make(reader, "/p", () => null).ShouldBeNull();
        return reader.Problems.ShouldHaveSingleItem();
    }
}
