using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Longhaul.Core.Stores;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>A server that takes only encrypted connections by TCP, with a certificate for 127.0.0.1 that it signed itself.</summary>
public sealed class EncryptionTests(EncryptionTests.Encrypted encrypted) : IClassFixture<EncryptionTests.Encrypted>
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Theory]
    [InlineData("")]
    [InlineData("sslmode=require")]
    [InlineData("ssl=true")]
    [InlineData("sslmode=verify-ca&sslrootcert={0}")]
    [InlineData("sslmode=verify-full&sslrootcert={0}")]
    public async Task An_encrypted_connection_is_made(string options) => (await LookAsync(options)).User.ShouldBe("postgres");

    [Theory]
    [InlineData("sslmode=verify-full", "shows a certificate that is refused")]
    [InlineData("sslmode=verify-ca&sslrootcert={1}", "shows a certificate that is refused")]
    [InlineData("sslmode=verify-full&sslrootcert=/nowhere/root.pem", "/nowhere/root.pem")]
    [InlineData("sslmode=disable", "refused the login")]
    public async Task What_no_waiting_mends_is_a_wrong_setting(string options, string said)
    {
        var wrong = await Should.ThrowAsync<StoreUnusableException>(() => LookAsync(options));
        wrong.Message.ShouldContain(said);
        wrong.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task Of_several_hosts_one_that_is_up_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var url = $"postgres://postgres@127.0.0.1:{closed},127.0.0.1:{encrypted.Server.Port}/postgres?target_session_attrs=read-write";
        var found = await PostgreSqlExamination.RunAsync(PostgreSqlAddress.Parse(url, NoVariables), TestContext.Current.CancellationToken);
        (found.IsStandby, found.HasPooler).ShouldBe((false, false));
    }

    [Fact]
    public async Task The_connections_that_are_left_are_the_fewest_that_server_database_and_user_allow()
    {
        var ample = await LookAsync("");
        ample.ConnectionsLeft.ShouldBeInRange(100, 200);
        encrypted.Do("create role few login connection limit 7", "grant create on database postgres to few");
        var url = $"postgres://few@127.0.0.1:{encrypted.Server.Port}/postgres";
        var found = await PostgreSqlExamination.RunAsync(PostgreSqlAddress.Parse(url, NoVariables, "theirs"), TestContext.Current.CancellationToken);
        found.ConnectionsLeft.ShouldBe(7);
        (found.HasSchema, found.HasStore, found.MayCreateSchema, found.MayUseSchema).ShouldBe((false, false, true, false));
    }

    private Task<PostgreSqlExamination> LookAsync(string options)
    {
        var filled = string.Format(options, encrypted.Root, encrypted.Stranger);
        var url = $"postgres://postgres@127.0.0.1:{encrypted.Server.Port}/postgres?{filled}";
        return PostgreSqlExamination.RunAsync(PostgreSqlAddress.Parse(url, NoVariables), TestContext.Current.CancellationToken);
    }

    /// <summary>The server.</summary>
    public sealed class Encrypted : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("lh-tls-").FullName;

        public Encrypted()
        {
            using var own = Certificate();
            using var other = Certificate();
            File.WriteAllText(Root, own.ExportCertificatePem());
            File.WriteAllText(Stranger, other.ExportCertificatePem());
            File.WriteAllText(Path.Combine(Server.DataFolder, "pg_hba.conf"), "local all all trust\nhostssl all all 127.0.0.1/32 trust\n");
            Write("server.crt", own.ExportCertificatePem());
            Write("server.key", own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            Do("alter system set ssl = on", "select pg_reload_conf()");
        }

        public PostgreSqlServer Server { get; } = PostgreSqlServer.Start(durable: false);

        public string Root => Path.Combine(_folder, "root.pem");

        public string Stranger => Path.Combine(_folder, "stranger.pem");

        public void Do(params string[] statements)
        {
            using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
            connection.Open();
            foreach (var statement in statements)
            {
                using var command = new NpgsqlCommand(statement, connection);
                command.ExecuteNonQuery();
            }
        }

        public void Dispose()
        {
            Server.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        // The server insists on a key that is its own and nobody else reads; so it writes the files itself.
        private void Write(string name, string pem) =>
            Do($"copy (select '{pem}') to program 'umask 077; printf \"%b\\n\" \"$(cat)\" > {name}'");

        private static X509Certificate2 Certificate()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            var now = TimeProvider.System.GetUtcNow();
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        }
    }
}
