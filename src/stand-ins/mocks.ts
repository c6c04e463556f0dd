/**
 * The addresses that deployment-charts' Rakefile writes in the place of real ones (`refresh_fixtures`). Those of Zookeeper,
 * Kafka and Kerberos are of Wikimedia DNS, so that a test cluster can deploy them.
 */
export const mocks = {
  upstream: {
    ips: ["127.0.0.1/32", "169.254.0.1/32"],
    address: "mock.discovery.wmnet",
    port: 443,
    encryption: true,
  },
  splitUpstream: { ips: ["127.0.0.2/32", "169.254.0.2/32"], port: 1443, encryption: true },
  hosts: ["185.71.138.138/32"],
  externalServices: {
    kafka: {
      _meta: {
        ports: [
          { name: "plaintext", port: 9092 },
          { name: "tls", port: 9093 },
        ],
      },
      instances: {
        "main-eqiad": ["185.71.138.138/32", "2001:67c:930::1/128"],
        "main-codfw": ["185.71.138.138/32", "2001:67c:930::1/128"],
      },
    },
    kerberos: {
      _meta: {
        ports: [
          { name: "ticket", port: 88, protocol: "UDP" },
          { name: "ticket-large", port: 88 },
        ],
      },
      instances: { kdc: ["185.71.138.138", "2001:67c:930::1"] },
    },
  },
};
