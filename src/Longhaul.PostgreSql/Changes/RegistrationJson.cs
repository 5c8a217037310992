using System.Text.Json.Serialization;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Changes;

/// <summary>How a worker's registration is kept.</summary>
[JsonSerializable(typeof(WorkerRegistration))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
