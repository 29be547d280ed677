struct Range(f64, #[persist(rename = "high")] f64);
